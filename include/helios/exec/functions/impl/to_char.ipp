// helios/exec/functions/impl/to_char.ipp -- patterns: read once per row, part by part.
#pragma once

#include <helios/exec/functions/to_char.hpp>

#include <helios/exec/functions/impl/moment_pattern.hpp>
#include <helios/exec/functions/impl/number_writer.hpp>
#include <helios/types/temporal_arithmetic.hpp>

#include <limits>
#include <string>

namespace helios::exec {

namespace detail {

/// to_date and to_timestamp: numbers and month names at their places.
[[nodiscard]] inline types::timestamp parse_moment(std::string_view text,
                                                   std::string_view pattern) {
  std::string_view const whole = text;
  std::int64_t year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, micro = 0;
  bool afternoon = false, twelve = false;
  auto const fail = [&](std::string_view part) {
    throw error(errc::invalid_datetime_format, "invalid value \"" + std::string(text.substr(0, 4)) +
                                                   "\" for \"" + std::string(part) + '"')
        .detail("Value must be an integer.");
  };
  while (!pattern.empty()) {
    std::string_view const part = next_part(pattern);
    pattern.remove_prefix(std::max<std::size_t>(part.size(), 1));
    if (part == "FM") continue;
    if (part.empty()) {
      if (!text.empty() && !types::detail::is_digit(text[0])) text.remove_prefix(1);
      continue;
    }
    while (!text.empty() && types::detail::is_space(text[0])) text.remove_prefix(1);
    if (part == "AM" || part == "PM") {
      afternoon = text.size() > 1 && types::detail::to_lower(text[0]) == 'p';
      text.remove_prefix(std::min<std::size_t>(2, text.size()));
      continue;
    }
    if (part == "MON" || part == "MONTH") {
      std::size_t const size = part == "MON" ? 3 : 0;
      bool found = false;
      for (std::size_t m = 0; m != 12 && !found; ++m) {
        std::string const name =
            in_case_of("mm", month_names[m].substr(0, size == 0 ? month_names[m].size() : size));
        if (text.size() < name.size() ||
            !types::detail::equal_ignoring_case(text.substr(0, name.size()), name))
          continue;
        found = true;
        month = static_cast<std::int64_t>(m) + 1;
        text.remove_prefix(name.size());
      }
      if (!found) fail(part);
      continue;
    }
    std::size_t const width = part == "YYYY" || part == "DDD" ? 4
                              : part == "US"                  ? 6
                              : part == "MS" || part == "YYY" ? 3
                                                              : 2;
    // Where no number follows at once, the year has as many digits as are written.
    bool const alone = next_part(pattern).empty();
    std::size_t const most = part == "YYYY" && alone ? 6 : width;
    std::int64_t n = 0;
    std::size_t read = 0;
    for (; read != most && read < text.size() && types::detail::is_digit(text[read]); ++read)
      n = n * 10 + (text[read] - '0');
    if (read == 0) fail(part);
    text.remove_prefix(read);
    if (part == "YYYY")
      year = n;
    else if (part == "YY")
      year = n < 70 ? 2000 + n : 1900 + n;
    else if (part == "MM")
      month = n;
    else if (part == "DD")
      day = n;
    else if (part == "HH24")
      hour = n;
    else if (part == "HH12" || part == "HH")
      hour = n, twelve = true;
    else if (part == "MI")
      minute = n;
    else if (part == "SS")
      second = n;
    else if (part == "MS" || part == "US")
      for (micro = n; read != 6; ++read) micro *= 10;
    else
      throw error(errc::feature_not_supported,
                  "\"" + std::string(part) + "\" is not supported when reading dates");
  }
  if (twelve) hour = hour % 12 + (afternoon ? 12 : 0);
  if (month < 1 || month > 12 || day < 1 ||
      day > types::days_in_month(year, static_cast<std::int32_t>(month)) || hour > 23 ||
      minute > 59 || second > 59)
    throw error(errc::datetime_field_overflow,
                "date/time field value out of range: \"" + std::string(whole) + '"');
  return {types::days_from_civil(year, static_cast<std::int32_t>(month), day) *
              types::microseconds_per_day +
          ((hour * 60 + minute) * 60 + second) * types::microseconds_per_second + micro};
}

}  // namespace detail

void add_to_char(function_list& to) {
  using namespace types;
  using text = std::string_view;
  using maybe_text = std::optional<text>;
  // An infinite moment and an empty pattern have no text.
  to.push_back(define<[](environment& e, timestamp t, text pattern) -> maybe_text {
    if (!t.finite() || pattern.empty()) return std::nullopt;
    return e.memory().copy(detail::moment_text(detail::parts_of(t), pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, timestamp_tz t, text pattern) -> maybe_text {
    if (!t.finite() || pattern.empty()) return std::nullopt;
    detail::broken_down parts = detail::parts_of(to_timestamp(t, e.time()));
    parts.offset = e.time().utc_offset;
    return e.memory().copy(detail::moment_text(parts, pattern));
  }>("to_char", volatility::stable));
  to.push_back(define<[](environment& e, interval v, text pattern) -> maybe_text {
    if (pattern.empty()) return std::nullopt;
    return e.memory().copy(detail::moment_text(detail::parts_of(v), pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, decimal v, text pattern) {
    return e.memory().copy(detail::number_text(v, pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, std::int32_t v, text pattern) {
    return e.memory().copy(detail::number_text(decimal(std::int64_t{v}), pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, std::int64_t v, text pattern) {
    return e.memory().copy(detail::number_text(decimal(v), pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, float v, text pattern) {
    return e.memory().copy(
        detail::number_text(double{v}, std::numeric_limits<float>::digits10, pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, double v, text pattern) {
    return e.memory().copy(detail::number_text(v, std::numeric_limits<double>::digits10, pattern));
  }>("to_char"));
  to.push_back(
      define<[](text s, text pattern) { return to_date(detail::parse_moment(s, pattern)); }>(
          "to_date"));
  to.push_back(define<[](environment& e, text s, text pattern) {
    return to_timestamp_tz(detail::parse_moment(s, pattern), e.time());
  }>("to_timestamp", volatility::stable));
}

}  // namespace helios::exec
