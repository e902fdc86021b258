# Generated from stack.toml by formwork; edit that file.

# [site.docs] CloudFront signs what it asks the bucket, which lets nobody else in.
resource "aws_cloudfront_origin_access_control" "docs" {
  name                              = "shop-docs"
  description                       = "Files of site docs"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# S3 knows no folders: what ends with a slash is the page in it.
resource "aws_cloudfront_function" "docs" {
  name    = "shop-docs"
  comment = "Pages in folders of site docs"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "function handler(event) { if (event.request.uri.endsWith('/')) { event.request.uri += 'index.html'; } return event.request; }"
}

# [site.docs]
resource "aws_cloudfront_distribution" "docs" {
  comment             = "Site docs"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  default_root_object = "index.html"

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.manual.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.docs.id
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
      function_arn = aws_cloudfront_function.docs.arn
    }
  }

  # [site.docs] not_found. S3 tells who may not list a bucket 403 of what is not there.
  custom_error_response {
    error_code         = 403
    response_code      = 404
    response_page_path = "/errors/404.html"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

# [site.docs]
resource "aws_cloudwatch_metric_alarm" "docs_errors" {
  alarm_name          = "shop-docs-errors"
  alarm_description   = "Site docs has answered more than 5 % of requests with an error of the server for 15 minutes."
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
    DistributionId = aws_cloudfront_distribution.docs.id
    Region         = "Global"
  }
}
