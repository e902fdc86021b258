//! A certificate authority that lives for a moment, and the certificate that it signs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use crate::error::Error;
use crate::files::write_private;

/// What a server shows, and what its clients check it by.
#[derive(Debug, Clone)]
pub(crate) struct Certificates {
    pub(crate) ca_bundle: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    authority: CertificateDer<'static>,
}

impl Certificates {
    /// Makes new ones for this machine, and writes them into `directory`. The authority's key is
    /// forgotten, so nothing else will ever be signed by it.
    pub(crate) fn create(directory: &Path) -> Result<Self, Error> {
        let authority = authority()?;
        let key = KeyPair::generate()?;
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let certificate = CertificateParams::new(names)?.signed_by(&key, &authority)?;

        let made = Self {
            ca_bundle: directory.join("ca.pem"),
            certificate: directory.join("server.pem"),
            key: directory.join("server.key"),
            authority: authority.der().clone(),
        };
        write_private(&made.ca_bundle, &authority.pem())?;
        write_private(&made.certificate, &certificate.pem())?;
        write_private(&made.key, &key.serialize_pem())?;
        Ok(made)
    }

    /// TLS that trusts this authority and nobody else.
    pub(crate) fn client(&self) -> Result<ClientConfig, Error> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.clone())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth())
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, Error> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
        .distinguished_name
        .push(DnType::CommonName, "devstack of this machine");
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}
