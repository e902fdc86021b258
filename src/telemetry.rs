//! OpenTelemetry, where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector: a span for each request, in
//! the trace of its `traceparent`, and the metrics. Elsewhere none of this is made.

use std::time::{Duration, Instant, SystemTime};

use opentelemetry::metrics::{Counter, Histogram, Meter, MeterProvider as _};
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{Span, SpanKind, Status, Tracer, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{
    ExporterBuildError, MetricExporter, Protocol, SpanExporter, WithExportConfig,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use rocket::fairing::{AdHoc, Fairing, Info, Kind};
use rocket::http::Method;
use rocket::{Request, Response};
use tokio::task::spawn_blocking;
use tracing::{error, warn};

use crate::access_log;
use crate::metrics::Metrics;
use crate::request_id::RequestId;
use crate::stack;

/// The variable that every SDK of OpenTelemetry reads.
pub(crate) const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// Attaches it; nothing without an endpoint. After the metrics.
pub(crate) fn stage(endpoint: Option<String>) -> AdHoc {
    AdHoc::try_on_ignite("telemetry", |rocket| async {
        let Some(endpoint) = endpoint.filter(|endpoint| !endpoint.is_empty()) else {
            return Ok(rocket);
        };
        // Its client is a blocking one, on threads of its own.
        let made = spawn_blocking(move || Exports::to(&endpoint)).await;
        let exports = match made {
            Ok(Ok(exports)) => exports,
            Ok(Err(error)) => {
                error!(%error, "{ENDPOINT} names no collector");
                return Err(rocket);
            }
            Err(error) => {
                error!(%error, "the exporters can't be made");
                return Err(rocket);
            }
        };
        if let Some(metrics) = rocket.state::<Metrics>() {
            metrics.export(Instruments::new(
                &exports.meters.meter(stack::SERVICE),
                metrics,
            ));
        }
        let tracer = exports.traces.tracer(stack::SERVICE);
        Ok(rocket
            .attach(Traces { tracer })
            .attach(AdHoc::on_shutdown("last exports", |_| {
                Box::pin(async move {
                    // What is not sent by then is lost.
                    let _ = spawn_blocking(move || exports.end()).await;
                })
            })))
    })
}

/// Where spans and metrics go.
struct Exports {
    traces: SdkTracerProvider,
    meters: SdkMeterProvider,
}

impl Exports {
    fn to(endpoint: &str) -> Result<Self, ExporterBuildError> {
        let endpoint = endpoint.trim_end_matches('/');
        let spans = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{endpoint}/v1/traces"))
            .build()?;
        let metrics = MetricExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{endpoint}/v1/metrics"))
            .build()?;
        let resource = Resource::builder()
            .with_service_name(stack::SERVICE)
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self {
            traces: SdkTracerProvider::builder()
                .with_batch_exporter(spans)
                .with_resource(resource.clone())
                .build(),
            meters: SdkMeterProvider::builder()
                .with_periodic_exporter(metrics)
                .with_resource(resource)
                .build(),
        })
    }

    /// Sends what is left.
    fn end(&self) {
        for ended in [self.traces.shutdown(), self.meters.shutdown()] {
            if let Err(error) = ended {
                warn!(%error, "some telemetry is lost");
            }
        }
    }
}

/// What the metrics are told to, besides the log.
pub(crate) struct Instruments {
    durations: Histogram<f64>,
    refusals: Counter<u64>,
}

impl Instruments {
    fn new(meter: &Meter, metrics: &Metrics) -> Self {
        let read = metrics.clone();
        meter
            .u64_observable_gauge("task_api.in_use")
            .with_description("Places that are taken, by what they are places of")
            .with_callback(move |observer| {
                for (name, value) in read.gauges() {
                    observer.observe(value, &[KeyValue::new("of", name)]);
                }
            })
            .build();
        Self {
            durations: meter
                .f64_histogram("http.server.request.duration")
                .with_unit("s")
                .build(),
            refusals: meter.u64_counter("task_api.refusals").build(),
        }
    }

    pub(crate) fn answered(
        &self,
        method: Method,
        route: Option<&str>,
        status: u16,
        latency: Duration,
    ) {
        let mut attributes = vec![
            KeyValue::new("http.request.method", method.as_str()),
            KeyValue::new("http.response.status_code", i64::from(status)),
        ];
        attributes.extend(route.map(|route| KeyValue::new("http.route", route.to_owned())));
        self.durations.record(latency.as_secs_f64(), &attributes);
    }

    pub(crate) fn refused(&self, reason: &'static str) {
        self.refusals.add(1, &[KeyValue::new("reason", reason)]);
    }
}

/// A span for each request, made when its answer is ready.
struct Traces {
    tracer: SdkTracer,
}

/// The headers of a request, in which its trace stands.
struct Headers<'r>(&'r Request<'r>);

impl Extractor for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.headers().get_one(name)
    }

    fn keys(&self) -> Vec<&str> {
        // Asked only by propagators of other forms.
        Vec::new()
    }
}

#[rocket::async_trait]
impl Fairing for Traces {
    fn info(&self) -> Info {
        Info {
            name: "traces",
            kind: Kind::Response,
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some((method, at)) = access_log::arrival(request) else {
            return;
        };
        let status = response.status().code;
        let route = request.route().map(|route| route.uri.as_str());
        let name = route.map_or(method.to_string(), |route| format!("{method} {route}"));
        let parent =
            TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(request));
        let mut attributes = vec![
            KeyValue::new("http.request.method", method.as_str()),
            KeyValue::new("url.path", request.uri().path().to_string()),
            KeyValue::new("http.response.status_code", i64::from(status)),
            KeyValue::new("request_id", RequestId::of(request).to_string()),
        ];
        attributes.extend(route.map(|route| KeyValue::new("http.route", route.to_owned())));
        attributes.extend(
            access_log::client_address(request)
                .map(|address| KeyValue::new("client.address", address.to_string())),
        );
        let mut span = self
            .tracer
            .span_builder(name)
            .with_kind(SpanKind::Server)
            .with_start_time(began(at))
            .with_attributes(attributes)
            .start_with_context(&self.tracer, &parent);
        if status >= 500 {
            span.set_status(Status::error(response.status().reason_lossy()));
        }
        span.end();
    }
}

/// An instant as the clock on the wall showed it.
fn began(at: Instant) -> SystemTime {
    SystemTime::now()
        .checked_sub(at.elapsed())
        .unwrap_or(SystemTime::UNIX_EPOCH)
}
