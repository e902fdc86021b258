# Generated from stack.toml by formwork; edit that file.

# [site.shop] CloudFront signs what it asks the bucket, which lets nobody else in.
resource "aws_cloudfront_origin_access_control" "shop" {
  name                              = "shop-shop"
  description                       = "Files of site shop"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# [site.shop]
resource "aws_cloudfront_distribution" "shop" {
  comment             = "Site shop"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  default_root_object = "index.html"
  aliases             = ["shop.acme.example"]

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.pages.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.shop.id
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
  }

  # [site.shop] single_page: the code in the page reads the path. S3 tells who may not list a bucket 403 of what is not there.
  custom_error_response {
    error_code         = 403
    response_code      = 200
    response_page_path = "/index.html"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.shop.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

# [site.shop] domain. CloudFront takes certificates of this region alone.
resource "aws_acm_certificate" "shop" {
  provider                  = aws.us_east_1
  domain_name               = "shop.acme.example"
  subject_alternative_names = ["shop.acme.example"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "shop_certificate" {
  zone_id = aws_route53_zone.main.zone_id
  name    = one(aws_acm_certificate.shop.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.shop.domain_validation_options).resource_record_type
  records = [one(aws_acm_certificate.shop.domain_validation_options).resource_record_value]
  ttl     = 60
}

resource "aws_acm_certificate_validation" "shop" {
  provider                = aws.us_east_1
  certificate_arn         = aws_acm_certificate.shop.arn
  validation_record_fqdns = [aws_route53_record.shop_certificate.fqdn]
}

resource "aws_route53_record" "shop" {
  for_each = toset(["A", "AAAA"])

  zone_id = aws_route53_zone.main.zone_id
  name    = "shop.acme.example"
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.shop.domain_name
    zone_id                = aws_cloudfront_distribution.shop.hosted_zone_id
    evaluate_target_health = false
  }
}
