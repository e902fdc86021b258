//! What a client sees of a network that fails.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::time::Duration;

use devstack::{Mode, Relay};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Answers each byte with its successor.
async fn successor() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                while let Ok(byte) = socket.read_u8().await {
                    socket.write_u8(byte + 1).await.unwrap();
                }
            });
        }
    });
    port
}

async fn connect(relay: &Relay) -> std::io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, relay.port())).await
}

async fn ask(socket: &mut TcpStream, byte: u8) -> std::io::Result<u8> {
    socket.write_u8(byte).await?;
    socket.read_u8().await
}

#[tokio::test]
async fn passes_until_it_is_cut() {
    let relay = Relay::to(successor().await).await.unwrap();
    let mut first = connect(&relay).await.unwrap();
    let mut second = connect(&relay).await.unwrap();
    assert_eq!(ask(&mut first, 1).await.unwrap(), 2);
    assert_eq!(ask(&mut second, 7).await.unwrap(), 8);

    relay.cut();
    for socket in [&mut first, &mut second] {
        let error = socket.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
    let mut third = connect(&relay).await.unwrap();
    assert_eq!(ask(&mut third, 3).await.unwrap(), 4);
}

#[tokio::test]
async fn refuses_and_listens_again_on_the_same_port() {
    let relay = Relay::to(successor().await).await.unwrap();
    let mut open = connect(&relay).await.unwrap();
    assert_eq!(ask(&mut open, 1).await.unwrap(), 2);
    let port = relay.port();

    relay.set(Mode::Refuse).await;
    let error = connect(&relay).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    let error = open.read_u8().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);

    relay.set(Mode::Pass).await;
    assert_eq!(relay.port(), port);
    let mut again = connect(&relay).await.unwrap();
    assert_eq!(ask(&mut again, 5).await.unwrap(), 6);
}

#[tokio::test]
async fn hangs_and_loses_nothing_of_it() {
    let relay = Relay::to(successor().await).await.unwrap();
    let mut open = connect(&relay).await.unwrap();
    assert_eq!(ask(&mut open, 1).await.unwrap(), 2);

    relay.set(Mode::Hang).await;
    let mut new = connect(&relay).await.unwrap();
    for socket in [&mut open, &mut new] {
        // However long this is: a byte that came would be a failure.
        let silence = timeout(Duration::from_millis(50), ask(socket, 3)).await;
        assert!(silence.is_err(), "{silence:?}");
    }

    relay.set(Mode::Pass).await;
    assert_eq!(open.read_u8().await.unwrap(), 4);
    assert_eq!(new.read_u8().await.unwrap(), 4);
}
