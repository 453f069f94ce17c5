//! Which system calls may be made (seccomp).
//!
//! A process that was just started is only kept from what nothing here ever does; the engine's process, which knows what it needs,
//! forbids itself all the rest.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) use known::{before, inside};
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub(super) use unknown::{before, inside};

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod known {
    use std::io;

    use nix::libc;
    use racecourse_native::call_filter::{OWN_NUMBER, packed};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is, SeccompCondition, SeccompFilter,
        SeccompRule,
    };

    use super::super::Confined;

    /// Nothing here ever makes them: whoever does is killed on the spot.
    const NEVER: &[libc::c_long] = &[
        libc::SYS_socket,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_setns,
        libc::SYS_unshare,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_io_uring_setup,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_open_by_handle_at,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_delete_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_swapon,
        libc::SYS_swapoff,
        libc::SYS_mknodat,
    ];

    /// The engine's process never makes these: it becomes no other program, and sends nobody a signal.
    const DEADLY: &[libc::c_long] =
        &[libc::SYS_execve, libc::SYS_execveat, libc::SYS_kill, libc::SYS_tkill, libc::SYS_pidfd_send_signal];

    /// The engine's process makes these of its own, whatever the program does.
    const INSIDE: &[libc::c_long] = &[
        // Its memory.
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mprotect,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        // What it has open.
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_pread64,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_recvfrom,
        libc::SYS_shutdown,
        libc::SYS_lseek,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_newfstatat,
        libc::SYS_statx,
        libc::SYS_readlinkat,
        libc::SYS_getdents64,
        libc::SYS_fcntl,
        libc::SYS_ppoll,
        // Its threads, and the time.
        libc::SYS_futex,
        libc::SYS_nanosleep,
        libc::SYS_clock_nanosleep,
        libc::SYS_clock_gettime,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_membarrier,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
        // Signals.
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        // Who it is.
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getppid,
        libc::SYS_getpgid,
        libc::SYS_getuid,
        libc::SYS_geteuid,
        libc::SYS_getgid,
        libc::SYS_getegid,
        libc::SYS_getrusage,
        libc::SYS_prlimit64,
        libc::SYS_getrandom,
        libc::SYS_uname,
        libc::SYS_sysinfo,
    ];

    /// Those that only one of the architectures has.
    #[cfg(target_arch = "x86_64")]
    mod own {
        use nix::libc;

        pub(super) const STARTS_A_PROCESS: &[libc::c_long] = &[libc::SYS_fork, libc::SYS_vfork];
        pub(super) const OPENS_TO_WRITE: &[libc::c_long] = &[libc::SYS_creat];
        pub(super) const INSIDE: &[libc::c_long] = &[
            libc::SYS_poll,
            libc::SYS_stat,
            libc::SYS_lstat,
            libc::SYS_readlink,
            libc::SYS_arch_prctl,
            libc::SYS_alarm,
            libc::SYS_getpgrp,
            libc::SYS_dup2,
        ];
        /// `open`, whose second argument says what for.
        pub(super) const OPENS: Option<libc::c_long> = Some(libc::SYS_open);
    }

    #[cfg(target_arch = "aarch64")]
    mod own {
        use nix::libc;

        pub(super) const STARTS_A_PROCESS: &[libc::c_long] = &[];
        pub(super) const OPENS_TO_WRITE: &[libc::c_long] = &[];
        pub(super) const INSIDE: &[libc::c_long] = &[];
        pub(super) const OPENS: Option<libc::c_long> = None;
    }

    const THREAD: u64 = libc::CLONE_THREAD as u64;
    const TO_WRITE: u64 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) as u64;

    type Rules = Vec<(i64, Vec<SeccompRule>)>;

    /// What is forbidden before the program begins.
    pub(in super::super) fn before(confined: Confined) -> io::Result<Vec<Vec<u64>>> {
        let never = killing(NEVER.iter().map(|call| (*call, Vec::new())).collect())?;
        Ok(match confined {
            Confined::Compiler => vec![never, no_process()?, threads_the_old_way()?],
            Confined::Linker | Confined::Program => vec![never],
        })
    }

    /// What the engine's process forbids itself.
    pub(in super::super) fn inside() -> io::Result<Vec<Vec<u64>>> {
        let mut deadly: Rules = DEADLY.iter().chain(own::OPENS_TO_WRITE).map(|call| (*call, Vec::new())).collect();
        // Where the flags have one of these.
        let opens = [(libc::SYS_openat, 2)].into_iter().chain(own::OPENS.map(|open| (open, 1)));
        let mut allowed: Rules = Vec::new();
        for (open, flags) in opens {
            let each = [libc::O_WRONLY, libc::O_RDWR, libc::O_CREAT, libc::O_TRUNC].map(|flag| flag as u64);
            let one_of =
                each.map(|flag| rule(flags, Is::MaskedEq(flag), flag)).into_iter().collect::<io::Result<_>>()?;
            deadly.push((open, one_of));
            allowed.push((open, vec![rule(flags, Is::MaskedEq(TO_WRITE), 0)?]));
        }
        allowed.extend(INSIDE.iter().chain(own::INSIDE).map(|call| (*call, Vec::new())));
        allowed.push((libc::SYS_clone, vec![rule(0, Is::MaskedEq(THREAD), THREAD)?]));
        allowed.push((libc::SYS_clone3, Vec::new()));
        allowed.push((
            libc::SYS_prctl,
            vec![rule(0, Is::Eq, libc::PR_SET_NAME as u64)?, rule(0, Is::Eq, libc::PR_SET_VMA as u64)?],
        ));
        // That is how a process ends itself by a signal.
        allowed.push((libc::SYS_tgkill, vec![rule(0, Is::Eq, OWN_NUMBER.into())?]));
        let refused = SeccompAction::Errno(libc::EPERM as u32);
        let only = compiled(allowed, refused, SeccompAction::Allow)?;
        // The one that allows the least is the last: it does not allow the call by which the others are put up.
        Ok(vec![killing(deadly)?, no_process()?, threads_the_old_way()?, only])
    }

    /// Whoever starts a process is killed; threads may be started.
    fn no_process() -> io::Result<Vec<u64>> {
        let mut rules: Rules = own::STARTS_A_PROCESS.iter().map(|call| (*call, Vec::new())).collect();
        rules.push((libc::SYS_clone, vec![rule(0, Is::MaskedEq(THREAD), 0)?]));
        killing(rules)
    }

    /// The newer call for it says what it does in memory, where no filter looks. The C library knows what to do where there is none.
    fn threads_the_old_way() -> io::Result<Vec<u64>> {
        let missing = SeccompAction::Errno(libc::ENOSYS as u32);
        compiled(vec![(libc::SYS_clone3, Vec::new())], SeccompAction::Allow, missing)
    }

    fn rule(argument: u8, is: Is, value: u64) -> io::Result<SeccompRule> {
        let condition = SeccompCondition::new(argument, Length::Dword, is, value).map_err(io::Error::other)?;
        SeccompRule::new(vec![condition]).map_err(io::Error::other)
    }

    fn killing(rules: Rules) -> io::Result<Vec<u64>> {
        compiled(rules, SeccompAction::Allow, SeccompAction::KillProcess)
    }

    fn compiled(rules: Rules, otherwise: SeccompAction, matched: SeccompAction) -> io::Result<Vec<u64>> {
        let architecture = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
        let filter = SeccompFilter::new(rules.into_iter().collect(), otherwise, matched, architecture)
            .map_err(io::Error::other)?;
        let program = BpfProgram::try_from(filter).map_err(io::Error::other)?;
        Ok(program.iter().map(|it| packed(it.code, it.jt, it.jf, it.k)).collect())
    }
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod unknown {
    use std::io;

    use super::super::Confined;

    pub(in super::super) fn before(_: Confined) -> io::Result<Vec<Vec<u64>>> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in super::super) fn inside() -> io::Result<Vec<Vec<u64>>> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
