# Generated from stack.toml by formwork; edit that file.

# [site.shops] CloudFront signs what it asks the bucket, which lets nobody else in.
resource "aws_cloudfront_origin_access_control" "shops" {
  name                              = "shop-shops"
  description                       = "Files of site shops"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# S3 knows no folders: what ends with a slash is the page in it.
resource "aws_cloudfront_function" "shops" {
  name    = "shop-shops"
  comment = "Pages in folders of site shops"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "function handler(event) { if (event.request.uri.endsWith('/')) { event.request.uri += 'index.html'; } return event.request; }"
}

# [site.shops]
resource "aws_cloudfront_distribution" "shops" {
  comment             = "Site shops"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  default_root_object = "index.html"
  aliases             = ["shops.acme.example"]

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.pages.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.shops.id
  }

  # Policies of AWS, by their ids: `CachingOptimized`, and `SecurityHeadersPolicy` for what browsers are told.
  default_cache_behavior {
    target_origin_id           = "bucket"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.shops.arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.shops.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

# [site.shops] domain. CloudFront takes certificates of this region alone.
resource "aws_acm_certificate" "shops" {
  region                    = "us-east-1"
  domain_name               = "shops.acme.example"
  subject_alternative_names = ["shops.acme.example"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "shops" {
  region                  = "us-east-1"
  certificate_arn         = aws_acm_certificate.shops.arn
  validation_record_fqdns = [aws_route53_record.certificate_validation["shops.acme.example"].fqdn]
}

resource "aws_route53_record" "shops" {
  for_each = toset(["A", "AAAA"])

  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "shops.acme.example"
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.shops.domain_name
    zone_id                = aws_cloudfront_distribution.shops.hosted_zone_id
    evaluate_target_health = false
  }
}
