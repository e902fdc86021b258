# Generated from stack.toml by formwork; edit that file.

# [site.www] CloudFront signs what it asks the bucket, which lets nobody else in.
resource "aws_cloudfront_origin_access_control" "www" {
  name                              = "orders-production-www"
  description                       = "Files of site www"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# S3 knows no folders: what ends with a slash is the page in it.
resource "aws_cloudfront_function" "www" {
  name    = "orders-production-www"
  comment = "Pages in folders of site www"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "function handler(event) { if (event.request.uri.endsWith('/')) { event.request.uri += 'index.html'; } return event.request; }"
}

# [site.www]
resource "aws_cloudfront_distribution" "www" {
  comment             = "Site www"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  default_root_object = "index.html"
  aliases             = ["www.shop.acme.com"]

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.pages.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.www.id
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
      function_arn = aws_cloudfront_function.www.arn
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.www.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

# [site.www] domain. CloudFront takes certificates of this region alone.
resource "aws_acm_certificate" "www" {
  domain_name               = "www.shop.acme.com"
  subject_alternative_names = ["www.shop.acme.com"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "www_certificate" {
  zone_id = aws_route53_zone.main.zone_id
  name    = one(aws_acm_certificate.www.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.www.domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.www.domain_validation_options).resource_record_value]
  ttl     = 60
}

resource "aws_acm_certificate_validation" "www" {
  certificate_arn         = aws_acm_certificate.www.arn
  validation_record_fqdns = [aws_route53_record.www_certificate.fqdn]
}

resource "aws_route53_record" "www" {
  for_each = toset(["A", "AAAA"])

  zone_id = aws_route53_zone.main.zone_id
  name    = "www.shop.acme.com"
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.www.domain_name
    zone_id                = aws_cloudfront_distribution.www.hosted_zone_id
    evaluate_target_health = false
  }
}

# Who asked for which file. CloudFront writes its logs from this region alone.
resource "aws_cloudwatch_log_group" "www_site" {
  name              = "/aws/vendedlogs/cloudfront/orders-production-www"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_delivery_source" "www" {
  name         = "orders-production-www"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.www.arn
}

resource "aws_cloudwatch_log_delivery_destination" "www" {
  name          = "orders-production-www"
  output_format = "json"

  delivery_destination_configuration {
    destination_resource_arn = aws_cloudwatch_log_group.www_site.arn
  }
}

resource "aws_cloudwatch_log_delivery" "www" {
  delivery_source_name     = aws_cloudwatch_log_delivery_source.www.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.www.arn
}

# [site.www]
resource "aws_cloudwatch_metric_alarm" "www_errors" {
  alarm_name          = "orders-production-www-errors"
  alarm_description   = "Site www has answered more than 5 % of requests with an error of the server for 15 minutes."
  namespace           = "AWS/CloudFront"
  metric_name         = "5xxErrorRate"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5
  period              = 300
  evaluation_periods  = 3
  # CloudFront counts nothing while nobody asks.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    DistributionId = aws_cloudfront_distribution.www.id
    Region         = "Global"
  }
}
