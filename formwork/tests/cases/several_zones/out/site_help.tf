# Generated from stack.toml by formwork; edit that file.

# [site.help] CloudFront signs what it asks the bucket, which lets nobody else in.
resource "aws_cloudfront_origin_access_control" "help" {
  name                              = "brands-help"
  description                       = "Files of site help"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# S3 knows no folders: what ends with a slash is the page in it.
resource "aws_cloudfront_function" "help" {
  name    = "brands-help"
  comment = "Pages in folders of site help"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "function handler(event) { if (event.request.uri.endsWith('/')) { event.request.uri += 'index.html'; } return event.request; }"
}

# [site.help]
resource "aws_cloudfront_distribution" "help" {
  comment             = "Site help"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  default_root_object = "index.html"
  aliases             = ["help.other.example"]

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.pages.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.help.id
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
      function_arn = aws_cloudfront_function.help.arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.help.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

# [site.help] domain. CloudFront takes certificates of this region alone.
resource "aws_acm_certificate" "help" {
  domain_name               = "help.other.example"
  subject_alternative_names = ["help.other.example"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "help_certificate" {
  zone_id = "Z1123456789ABCDEFGHIJ"
  name    = one(aws_acm_certificate.help.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.help.domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.help.domain_validation_options).resource_record_value]
  ttl     = 60
}

resource "aws_acm_certificate_validation" "help" {
  certificate_arn         = aws_acm_certificate.help.arn
  validation_record_fqdns = [aws_route53_record.help_certificate.fqdn]
}

resource "aws_route53_record" "help" {
  for_each = toset(["A", "AAAA"])

  zone_id = "Z1123456789ABCDEFGHIJ"
  name    = "help.other.example"
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.help.domain_name
    zone_id                = aws_cloudfront_distribution.help.hosted_zone_id
    evaluate_target_health = false
  }
}

# [site.help]
resource "aws_cloudwatch_metric_alarm" "help_errors" {
  alarm_name          = "brands-help-errors"
  alarm_description   = "Site help has answered more than 5 % of requests with an error of the server for 15 minutes."
  namespace           = "AWS/CloudFront"
  metric_name         = "5xxErrorRate"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  period              = 300
  evaluation_periods  = 3
  # CloudFront counts nothing while nobody asks.
  treat_missing_data = "notBreaching"

  dimensions = {
    DistributionId = aws_cloudfront_distribution.help.id
    Region         = "Global"
  }
}
