// helios/exec/functions/impl/to_char.ipp -- patterns: read once per row, part by part.
#pragma once

#include <helios/exec/functions/to_char.hpp>

#include <helios/base/error.hpp>
#include <helios/types/decimal_text.hpp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/types/text_in.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string>
#include <utility>

namespace helios::exec {

namespace detail {

inline constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> weekday_names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// The parts that a pattern may name, the longest first among those that begin alike.
inline constexpr std::string_view date_parts[] = {
    "HH24", "HH12", "HH",  "MI", "SSSS", "SS",   "MS", "US",    "AM",  "PM", "A.M.",
    "P.M.", "YYYY", "YYY", "YY", "Y",    "IYYY", "IW", "MONTH", "MON", "MM", "DAY",
    "DY",   "DDD",  "DD",  "D",  "WW",   "W",    "Q",  "J",     "TZ",  "CC", "FM"};

[[nodiscard]] inline std::string_view next_part(std::string_view pattern) {
  for (std::string_view const part : date_parts) {
    if (pattern.size() < part.size()) continue;
    bool same = true;
    for (std::size_t i = 0; i != part.size(); ++i)
      same = same && types::detail::to_lower(pattern[i]) == types::detail::to_lower(part[i]);
    if (same) return part;
  }
  return {};
}

/// The letters of the pattern say the letters of the name: MON, Mon, mon.
[[nodiscard]] inline std::string in_case_of(std::string_view written, std::string_view name) {
  auto const upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  bool const first = upper(written[0]), second = written.size() > 1 && upper(written[1]);
  std::string r(name);
  for (std::size_t i = 0; i != r.size(); ++i) {
    char const low = types::detail::to_lower(r[i]);
    bool const big = (first && second) || (first && i == 0);
    r[i] = big && low >= 'a' && low <= 'z' ? static_cast<char>(low - 32) : low;
  }
  return r;
}

struct broken_down {
  types::civil_date date;
  std::int64_t day = 0;
  std::int64_t time = 0;
  std::int32_t offset = 0;
};

[[nodiscard]] inline std::string padded_number(std::int64_t v, std::size_t width, bool fill) {
  std::string digits = std::to_string(v < 0 ? -v : v);
  if (fill && digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return (v < 0 ? "-" : "") + digits;
}

[[nodiscard]] inline std::string date_part_text(std::string_view part, std::string_view written,
                                                broken_down const& t, bool fill) {
  using namespace types;
  std::int64_t const hour = t.time / microseconds_per_hour;
  std::int64_t const second = t.time / microseconds_per_second;
  std::int64_t const fraction = t.time % microseconds_per_second;
  auto const number = [&](std::int64_t v, std::size_t width) {
    return padded_number(v, width, fill);
  };
  auto const word = [&](std::string_view name, std::size_t width) {
    std::string r = in_case_of(written, name);
    if (fill && r.size() < width) r.append(width - r.size(), ' ');
    return r;
  };
  auto const weekday = static_cast<std::size_t>(day_of_week(t.day));
  auto const month = static_cast<std::size_t>(t.date.month - 1);
  std::int64_t const year = t.date.year > 0 ? t.date.year : 1 - t.date.year;
  if (part == "HH24") return number(hour, 2);
  if (part == "HH12" || part == "HH") return number(hour % 12 == 0 ? 12 : hour % 12, 2);
  if (part == "MI") return number(second / 60 % 60, 2);
  if (part == "SSSS") return number(second, 1);
  if (part == "SS") return number(second % 60, 2);
  if (part == "MS") return padded_number(fraction / 1000, 3, true);
  if (part == "US") return padded_number(fraction, 6, true);
  if (part == "AM" || part == "PM") return in_case_of(written, hour < 12 ? "AM" : "PM");
  if (part == "A.M." || part == "P.M.")
    return types::detail::to_lower(written[0]) == written[0] ? (hour < 12 ? "a.m." : "p.m.")
                                                             : (hour < 12 ? "A.M." : "P.M.");
  if (part == "YYYY") return number(year, 4);
  if (part == "YYY") return number(year % 1000, 3);
  if (part == "YY") return number(year % 100, 2);
  if (part == "Y") return number(year % 10, 1);
  if (part == "IYYY") return number(iso_week_of(t.day).year, 4);
  if (part == "IW") return number(iso_week_of(t.day).week, 2);
  if (part == "MONTH") return word(month_names[month], 9);
  if (part == "MON") return word(month_names[month].substr(0, 3), 3);
  if (part == "MM") return number(t.date.month, 2);
  if (part == "DAY") return word(weekday_names[weekday], 9);
  if (part == "DY") return word(weekday_names[weekday].substr(0, 3), 3);
  if (part == "DDD") return number(day_of_year(t.day), 3);
  if (part == "DD") return number(t.date.day, 2);
  if (part == "D") return number(static_cast<std::int64_t>(weekday) + 1, 1);
  if (part == "WW") return number((day_of_year(t.day) - 1) / 7 + 1, 2);
  if (part == "W") return number((t.date.day - 1) / 7 + 1, 1);
  if (part == "Q") return number((t.date.month - 1) / 3 + 1, 1);
  if (part == "J") return number(t.day + julian_day_of_2000, 1);
  if (part == "CC") return number((year + 99) / 100, 2);
  if (t.offset == 0) return in_case_of(written, "UTC");
  return (t.offset < 0 ? "-" : "+") + padded_number(std::abs(t.offset) / 3600, 2, true) + ':' +
         padded_number(std::abs(t.offset) / 60 % 60, 2, true);
}

[[nodiscard]] inline std::string_view moment_text(environment& with, types::timestamp t,
                                                  std::string_view pattern, std::int32_t offset) {
  if (!t.finite()) return {};
  broken_down parts;
  parts.day = types::floor_div(t.count, types::microseconds_per_day);
  parts.time = types::time_within_day(t.count);
  parts.date = types::civil_from_days(parts.day);
  parts.offset = offset;
  std::string out;
  bool fill = true;
  while (!pattern.empty()) {
    if (pattern[0] == '"') {
      std::size_t const end = std::min(pattern.find('"', 1), pattern.size());
      out.append(pattern.substr(1, end - 1));
      pattern.remove_prefix(std::min(end + 1, pattern.size()));
      continue;
    }
    std::string_view const part = next_part(pattern);
    if (part.empty()) {
      out += pattern[0];
      pattern.remove_prefix(1);
      continue;
    }
    std::string_view const written = pattern.substr(0, part.size());
    pattern.remove_prefix(part.size());
    if (part == "FM") {
      fill = false;
      continue;
    }
    out += date_part_text(part, written, parts, fill);
    fill = true;
  }
  return with.memory().copy(out);
}

/// to_char of a number: 9 a digit or blank, 0 a digit, with . D , G S MI PL $ and FM.
[[nodiscard]] inline std::string number_text(types::decimal v, std::string_view pattern) {
  bool const compact = pattern.starts_with("FM") || pattern.starts_with("fm");
  if (compact) pattern.remove_prefix(2);
  std::size_t whole = 0, decimals = 0, first_zero = std::string_view::npos;
  bool fraction = false, sign_written = false;
  for (std::size_t i = 0; i != pattern.size(); ++i) {
    char const c = static_cast<char>(std::toupper(static_cast<unsigned char>(pattern[i])));
    if (c == '9' || c == '0') {
      if (c == '0' && !fraction && first_zero == std::string_view::npos) first_zero = whole;
      ++(fraction ? decimals : whole);
    } else if (c == '.' || c == 'D') {
      fraction = true;
    } else if (c == 'S' || c == 'M') {
      sign_written = true;
    }
  }
  types::decimal const rounded = types::round(v, static_cast<int>(decimals));
  std::string digits = types::to_text(types::abs(rounded));
  std::size_t const point = digits.find('.');
  std::string before = digits.substr(0, point);
  std::string after = point == std::string::npos ? std::string() : digits.substr(point + 1);
  after.append(decimals - std::min(decimals, after.size()), '0');
  if (before == "0" && decimals != 0 && first_zero == std::string_view::npos) before.clear();
  bool const overflow = before.size() > whole;
  if (overflow) before.assign(whole, '#'), after.assign(decimals, '#');
  std::size_t const blank = whole - before.size();
  char const sign = rounded.negative() ? '-' : sign_written ? '+' : ' ';
  std::string out;
  bool sign_put = sign_written;
  std::size_t at = 0, at_after = 0;
  fraction = false;
  auto const put_sign = [&] {
    if (!std::exchange(sign_put, true) && !(compact && sign == ' ')) out += sign;
  };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    char const c = static_cast<char>(std::toupper(static_cast<unsigned char>(pattern[i])));
    if ((c == '9' || c == '0') && !fraction) {
      bool const shown = at >= blank || at >= first_zero;
      if (shown) put_sign();
      if (shown) out += at >= blank ? before[at - blank] : '0';
      if (!shown && !compact) out += ' ';
      ++at;
    } else if (c == '9' || c == '0') {
      bool const rest_zero =
          c == '9' && compact && after.find_first_not_of('0', at_after) == std::string::npos;
      if (!rest_zero) out += after[at_after];
      ++at_after;
    } else if (c == '.' || c == 'D') {
      put_sign();
      fraction = true;
      out += '.';
    } else if (c == ',' || c == 'G') {
      if (at > blank || at > first_zero) {
        out += ',';
      } else if (!compact) {
        out += ' ';
      }
    } else if (c == 'S') {
      out += rounded.negative() ? '-' : '+';
    } else if (pattern.substr(i, 2) == "MI" || pattern.substr(i, 2) == "PL") {
      bool const minus = c == 'M';
      if (rounded.negative() == minus) {
        out += minus ? '-' : '+';
      } else if (!compact) {
        out += ' ';
      }
      ++i;
    } else if (c == '"') {
      for (++i; i < pattern.size() && pattern[i] != '"'; ++i) out += pattern[i];
    } else {
      out += pattern[i];
    }
  }
  put_sign();
  return out;
}

/// to_date and to_timestamp: numbers and month names at their places.
[[nodiscard]] inline types::timestamp parse_moment(std::string_view text,
                                                   std::string_view pattern) {
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
    std::int64_t n = 0;
    std::size_t read = 0;
    for (; read != width && read < text.size() && types::detail::is_digit(text[read]); ++read)
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
    throw error(errc::datetime_field_overflow, "date/time field value out of range");
  return {types::days_from_civil(year, static_cast<std::int32_t>(month), day) *
              types::microseconds_per_day +
          ((hour * 60 + minute) * 60 + second) * types::microseconds_per_second + micro};
}

}  // namespace detail

void add_to_char(function_list& to) {
  using namespace types;
  using text = std::string_view;
  to.push_back(define<[](environment& e, timestamp t, text pattern) {
    return detail::moment_text(e, t, pattern, 0);
  }>("to_char"));
  to.push_back(define<[](environment& e, timestamp_tz t, text pattern) {
    return detail::moment_text(e, to_timestamp(t, e.time()), pattern, e.time().utc_offset);
  }>("to_char", volatility::stable));
  to.push_back(define<[](environment& e, decimal v, text pattern) {
    return e.memory().copy(detail::number_text(v, pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, std::int64_t v, text pattern) {
    return e.memory().copy(detail::number_text(decimal(v), pattern));
  }>("to_char"));
  to.push_back(define<[](environment& e, double v, text pattern) {
    return e.memory().copy(detail::number_text(to_decimal(v), pattern));
  }>("to_char"));
  to.push_back(
      define<[](text s, text pattern) { return to_date(detail::parse_moment(s, pattern)); }>(
          "to_date"));
  to.push_back(define<[](environment& e, text s, text pattern) {
    return to_timestamp_tz(detail::parse_moment(s, pattern), e.time());
  }>("to_timestamp", volatility::stable));
}

}  // namespace helios::exec
