//! Exit codes. They are part of the interface: `--help` and `docs/commands.md` name them.

use std::process::ExitCode;

use racecourse_report::verdict::Standing;

/// How the program ends. A bug that is found in a broken variant was expected, so that is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: every verdict is what the scenarios promise.
    AsExpected = 0,
    /// 1: a verdict differs.
    Differs = 1,
    /// 2: the arguments make no sense, or something in this program or its surroundings failed.
    Usage = 2,
    /// 3: something that was asked for could not be decided, for instance because only sampling engines were picked.
    Undecided = 3,
}

impl From<Standing> for Exit {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::AsExpected => Exit::AsExpected,
            Standing::Undecided => Exit::Undecided,
            Standing::Differs => Exit::Differs,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
