//! A small web server on this machine that takes its time to answer, in a process of its own.

use std::net::{SocketAddr, TcpListener};
use std::thread::{sleep, spawn};
use std::time::Duration;

use racecourse_labs::lab::{Forked, Trouble, fork};
use tiny_http::{Response, Server as HttpServer};

/// The server. It ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    process: Option<Forked<()>>,
}

impl Server {
    /// Starts a server that takes so long for each answer, for however many at the same time.
    ///
    /// # Errors
    ///
    /// If the system has no port to give.
    pub fn start(latency: Duration) -> Result<Self, Trouble> {
        // Who fetches before the server runs is kept waiting by the system, not turned away.
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        Ok(Self { address, process: Some(fork("the server", move || serve(listener, latency))) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            // It was killed, and that is what is said here.
            let _ = process.join();
        }
    }
}

fn serve(listener: TcpListener, latency: Duration) {
    let Ok(server) = HttpServer::from_listener(listener, None) else { return };
    for request in server.incoming_requests() {
        spawn(move || {
            sleep(latency);
            let answer = request.url().trim_start_matches('/').parse().map_or(0, answer);
            // If nobody listens any more, nobody misses it.
            let _ = request.respond(Response::from_string(answer.to_string()));
        });
    }
}

/// What the server says to a number.
pub fn answer(number: u64) -> u64 {
    number.wrapping_mul(number)
}
