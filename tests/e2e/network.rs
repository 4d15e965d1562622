//! The run itself has no way out, so no journey can have needed one.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

#[test]
fn the_run_has_no_way_out() -> Result<()> {
    if std::env::var_os("SEXTANT_NO_WAY_OUT").is_none() {
        crate::not_seen("this run has the computer's own network, so a way out would not be noticed.");
        return Ok(());
    }
    let routes = std::fs::read_to_string("/proc/net/route")?;
    ensure!(routes.lines().count() <= 1, "there is a route:\n{routes}");
    // An address for documentation, and one that answers where there is an internet.
    for address in ["192.0.2.1:443", "1.1.1.1:443"] {
        let address: SocketAddr = address.parse()?;
        let error = TcpStream::connect_timeout(&address, Duration::from_secs(5)).err().context("connected")?;
        ensure!(error.kind() == ErrorKind::NetworkUnreachable, "{address}: {error}");
    }
    Ok(())
}
