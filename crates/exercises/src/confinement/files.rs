//! Which files may be read, written and run: rules that the system keeps for a process and all that it starts (landlock).

#[cfg(target_os = "linux")]
pub(super) use known::Files;
#[cfg(not(target_os = "linux"))]
pub(super) use unknown::Files;

#[cfg(target_os = "linux")]
mod known {
    use std::io;
    use std::os::fd::{AsRawFd, OwnedFd};
    use std::path::Path;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, Scope, path_beneath_rules,
    };
    use nix::libc;

    use super::super::Confined;

    /// What a program needs to begin at all: the libraries of the system's, and where it is said which these are.
    const LIBRARIES: [&str; 7] =
        ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/nix/store"];
    /// What says something of the machine or of the process itself.
    const MACHINE: [&str; 5] = ["/proc", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/dev/urandom", "/etc/localtime"];
    /// Where a linker and its helpers are.
    const TOOLS: [&str; 4] = ["/bin", "/usr/bin", "/usr/libexec", "/usr/local/bin"];
    /// The rules that we know. An older system keeps those of them that it knows.
    const KNOWN: ABI = ABI::V6;

    /// Rules that are ready to be kept.
    #[derive(Debug)]
    pub(in super::super) struct Files {
        rules: OwnedFd,
    }

    impl Files {
        /// Everything in `reads` may be read and run, and everything in `folder` read and written. Only a linker runs what is
        /// in its folder; a program is in its own.
        pub(in super::super) fn of(confined: Confined, reads: &[&Path], folder: &Path) -> io::Result<Self> {
            let look = AccessFs::ReadFile | AccessFs::ReadDir;
            let run = look | AccessFs::Execute;
            let tools: &[&str] = if confined == Confined::Linker { &TOOLS } else { &[] };
            let write = AccessFs::from_all(KNOWN) & !AccessFs::Execute;
            let device = AccessFs::ReadFile | AccessFs::WriteFile;
            let made = || {
                Ruleset::default()
                    .handle_access(AccessFs::from_all(KNOWN))?
                    .handle_access(AccessNet::from_all(KNOWN))?
                    .scope(Scope::from_all(KNOWN))?
                    .create()?
                    .add_rules(path_beneath_rules(LIBRARIES.iter().chain(tools), run))?
                    .add_rules(path_beneath_rules(reads, run))?
                    .add_rules(path_beneath_rules(MACHINE, look))?
                    .add_rules(path_beneath_rules(["/dev/null"], device))?
                    .add_rules(path_beneath_rules([folder], write))
            };
            let rules: Option<OwnedFd> = made().map_err(io::Error::other)?.into();
            Ok(Self { rules: rules.ok_or(io::ErrorKind::Unsupported)? })
        }

        /// From now on this process keeps them. It has to have given up new privileges, if it is not root.
        pub(in super::super) fn restrict_this_process(&self) -> io::Result<()> {
            // SAFETY: numbers are handed over; the descriptor is open for as long as this is there.
            #[expect(
                unsafe_code,
                reason = "there is no call for it in the C library, and what there is besides asks for memory"
            )]
            let done = unsafe { libc::syscall(libc::SYS_landlock_restrict_self, self.rules.as_raw_fd(), 0) };
            if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod unknown {
    use std::io;
    use std::path::Path;

    use super::super::Confined;

    /// There are no such rules here.
    #[derive(Debug)]
    pub(in super::super) enum Files {}

    impl Files {
        pub(in super::super) fn of(_: Confined, _: &[&Path], _: &Path) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(in super::super) fn restrict_this_process(&self) -> io::Result<()> {
            match *self {}
        }
    }
}
