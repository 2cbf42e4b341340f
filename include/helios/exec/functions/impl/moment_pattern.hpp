// helios/exec/functions/impl/moment_pattern.hpp -- to_char of dates, times and intervals, and the
// way back.
//
// Shape     a pattern is parts (YYYY, Mon, HH24, ...) each with FM before it and TH behind it, text
//           in double quotes, and other characters, which are copied
// Errors    22007 parts that an interval has not, text that does not fit its pattern
// Source    the behaviour of PostgreSQL 15, as tests/sql/postgresql/to_char.test has it
#pragma once

#include <helios/exec/functions/impl/number_writer.hpp>
#include <helios/types/temporal_arithmetic.hpp>

#include <array>
#include <cstdlib>
#include <optional>

namespace helios::exec::detail {

inline constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> weekday_names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
inline constexpr std::array<std::string_view, 12> month_numerals{
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};

/// The parts that a pattern may name, the longest first among those that begin alike.
inline constexpr std::string_view moment_parts[] = {
    "HH24", "HH12", "HH",   "MI",   "MM",    "MONTH", "MON", "MS",  "SSSSS", "SSSS", "SS",
    "US",   "FF1",  "FF2",  "FF3",  "FF4",   "FF5",   "FF6", "AM",  "PM",    "A.M.", "P.M.",
    "AD",   "BC",   "A.D.", "B.C.", "Y,YYY", "YYYY",  "YYY", "YY",  "Y",     "IYYY", "IYY",
    "IY",   "IDDD", "ID",   "IW",   "I",     "DAY",   "DY",  "DDD", "DD",    "D",    "WW",
    "W",    "Q",    "J",    "TZH",  "TZM",   "TZ",    "OF",  "CC",  "RM",    "FX"};

/// In upper or lower letters; the names also as Day, Month.
[[nodiscard]] inline bool spells(std::string_view written, std::string_view part) {
  bool upper = true, lower = true, capital = part.size() > 1;
  for (std::size_t i = 0; i != part.size(); ++i) {
    char const low = types::detail::to_lower(part[i]);
    if (written[i] != part[i] && written[i] != low) return false;
    upper = upper && written[i] == part[i];
    lower = lower && written[i] == low;
    capital = capital && written[i] == (i == 0 ? part[i] : low);
  }
  bool const is_name = part == "MONTH" || part == "MON" || part == "DAY" || part == "DY";
  return upper || lower || (capital && is_name);
}
[[nodiscard]] inline std::string_view next_part(std::string_view pattern) {
  for (std::string_view const part : moment_parts)
    if (pattern.size() >= part.size() && spells(pattern.substr(0, part.size()), part)) return part;
  return {};
}

/// The letters of the pattern say the letters of the name: MON, Mon, mon.
[[nodiscard]] inline std::string in_case_of(std::string_view written, std::string_view name) {
  auto const upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  bool const first = upper(written[0]), second = written.size() > 1 && upper(written.back());
  std::string r(name);
  for (std::size_t i = 0; i != r.size(); ++i) {
    char const low = types::detail::to_lower(r[i]);
    bool const big = (first && second) || (first && i == 0);
    r[i] = big && low >= 'a' && low <= 'z' ? static_cast<char>(low - 32) : low;
  }
  return r;
}

/// A moment or an interval in the units that patterns name.
struct broken_down {
  std::int64_t year = 0, month = 0, day = 0;  // of a moment: year 0 is 1 BC
  std::int64_t hour = 0, minute = 0, second = 0, fraction = 0;
  std::int64_t days = 0;                 // since 2000-01-01; of an interval all its days
  std::optional<std::int32_t> offset{};  // from UTC, of a moment in a zone
  bool is_interval = false;
};

[[nodiscard]] inline broken_down parts_of(types::timestamp t) {
  broken_down p;
  p.days = types::floor_div(t.count, types::microseconds_per_day);
  std::int64_t const time = t.count - p.days * types::microseconds_per_day;
  types::civil_date const date = types::civil_from_days(p.days);
  p.year = date.year;
  p.month = date.month;
  p.day = date.day;
  p.hour = time / types::microseconds_per_hour;
  p.minute = time / types::microseconds_per_minute % 60;
  p.second = time / types::microseconds_per_second % 60;
  p.fraction = time % types::microseconds_per_second;
  return p;
}
[[nodiscard]] inline broken_down parts_of(types::interval v) {
  broken_down p;
  p.year = v.months / 12;
  p.month = v.months % 12;
  p.day = v.days;
  p.hour = v.microseconds / types::microseconds_per_hour;
  p.minute = v.microseconds / types::microseconds_per_minute % 60;
  p.second = v.microseconds / types::microseconds_per_second % 60;
  p.fraction = v.microseconds % types::microseconds_per_second;
  p.days = std::int64_t{v.months} * 30 + v.days;
  p.is_interval = true;
  return p;
}

/// One part of a pattern as text.
class moment_part_writer {
 public:
  moment_part_writer(broken_down const& of, std::string_view written, bool compact)
      : t_(of), written_(written), compact_(compact) {}

  [[nodiscard]] std::string write(std::string_view part) const {
    if (part.find_first_of("HSFU") == 0 || part == "MI" || part == "MS") return time(part);
    if (part[0] == 'A' || part[0] == 'P' || part[0] == 'B' || part[0] == 'T' || part == "OF")
      return mark(part);
    bool const of_year = part.find('Y') != part.npos && part != "DAY" && part != "DY";
    if (of_year || part == "I") return year(part);
    return date(part);
  }

 private:
  [[nodiscard]] std::string number(std::int64_t v, std::size_t width) const {
    std::string digits = std::to_string(v < 0 ? -v : v);
    if (!compact_ && digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return (v < 0 ? "-" : "") + digits;
  }
  /// The same where a sign counts as one of the characters.
  [[nodiscard]] std::string narrow(std::int64_t v, std::size_t width) const {
    return number(v, v < 0 ? width - 1 : width);
  }
  [[nodiscard]] static std::string digits(std::int64_t v, std::size_t width) {
    std::string all = std::to_string(v < 0 ? -v : v);
    if (all.size() < width) all.insert(0, width - all.size(), '0');
    return (v < 0 ? "-" : "") + all;
  }
  [[nodiscard]] std::string word(std::string_view name, std::size_t width) const {
    std::string r = in_case_of(written_, name);
    if (!compact_ && r.size() < width) r.append(width - r.size(), ' ');
    return r;
  }
  [[nodiscard]] std::string in_letters(std::string mark) const {
    if (written_[0] >= 'a')
      for (char& c : mark) c = types::detail::to_lower(c);
    return mark;
  }
  void refuse_interval() const {
    if (!t_.is_interval) return;
    throw error(errc::invalid_datetime_format, "invalid format specification for an interval value")
        .hint("Intervals are not tied to specific calendar dates.");
  }

  [[nodiscard]] std::string time(std::string_view part) const {
    std::int64_t const half = t_.hour % 12;
    if (part == "HH24") return number(t_.hour, 2);
    if (part == "HH12" || part == "HH") return number(half == 0 ? 12 : half, 2);
    if (part == "MI") return number(t_.minute, 2);
    if (part == "SS") return number(t_.second, 2);
    if (part == "MS") return digits(t_.fraction / 1000, 3);
    if (part == "US") return digits(t_.fraction, 6);
    if (part == "FX") return {};
    if (part[0] == 'S') return std::to_string((t_.hour * 60 + t_.minute) * 60 + t_.second);
    auto const wanted = static_cast<std::size_t>(part[2] - '0');  // FF1 to FF6
    std::int64_t cut = t_.fraction;
    for (std::size_t i = wanted; i != 6; ++i) cut /= 10;
    return digits(cut, wanted);
  }

  /// Morning or afternoon, era, zone.
  [[nodiscard]] std::string mark(std::string_view part) const {
    bool const dots = part.find('.') != part.npos;
    if (part.find('M') != part.npos && part != "TZM") {
      bool const morning = t_.hour % 24 < 12;
      return in_letters(dots ? (morning ? "A.M." : "P.M.") : (morning ? "AM" : "PM"));
    }
    refuse_interval();
    if (part.find('D') != part.npos || part[0] == 'B')
      return in_letters(dots ? (t_.year <= 0 ? "B.C." : "A.D.") : (t_.year <= 0 ? "BC" : "AD"));
    std::int64_t const offset = t_.offset.value_or(0);
    std::int64_t const size = std::abs(offset);
    std::string const hours = (offset < 0 ? "-" : "+") + digits(size / 3600, 2);
    std::string const minutes = digits(size / 60 % 60, 2);
    if (part == "TZH") return hours;
    if (part == "TZM") return minutes;
    bool const whole = size / 60 % 60 == 0;
    if (part == "OF") return whole ? hours : hours + ':' + minutes;
    if (!t_.offset) return {};
    return offset == 0 ? in_letters("UTC") : whole ? hours : hours + ':' + minutes;
  }

  [[nodiscard]] std::string year(std::string_view part) const {
    std::int64_t y = part[0] == 'I' && !t_.is_interval ? types::iso_week_of(t_.days).year : t_.year;
    if (!t_.is_interval && y <= 0) y = 1 - y;
    if (part == "Y,YYY") return std::to_string(y / 1000) + ',' + digits(y % 1000, 3);
    std::int64_t const modulus = part.size() == 4   ? 0
                                 : part.size() == 3 ? 1000
                                 : part.size() == 2 ? 100
                                                    : 10;
    return number(modulus == 0 ? y : y % modulus, part.size());
  }

  [[nodiscard]] std::string date(std::string_view part) const {
    if (part == "MM") return number(t_.month, 2);
    if (part == "DD") return narrow(t_.day, 2);
    if (part == "DDD") return narrow(t_.is_interval ? t_.days : types::day_of_year(t_.days), 3);
    if (part == "CC") return century();
    if (part == "Q") return t_.month == 0 ? "" : number((t_.month - 1) / 3 + 1, 1);
    if (part == "W") return number((t_.day - 1) / 7 + 1, 1);
    if (part == "WW")
      return number(((t_.is_interval ? t_.days : types::day_of_year(t_.days)) - 1) / 7 + 1, 2);
    if (part == "RM") {
      // Of an interval: months before the year's end where it is negative, the last where it is 0.
      if (t_.month == 0 && t_.year == 0) return {};
      std::int64_t const last = t_.month < 0 ? 13 + t_.month : t_.year > 0 ? 12 : 1;
      std::int64_t const month = t_.month > 0 ? t_.month : last;
      return word(month_numerals[static_cast<std::size_t>(month - 1)], 4);
    }
    refuse_interval();
    auto const month = static_cast<std::size_t>(t_.month - 1);
    auto const weekday = static_cast<std::size_t>(types::day_of_week(t_.days));
    if (part == "MONTH") return word(month_names[month], 9);
    if (part == "MON") return word(month_names[month].substr(0, 3), 0);
    if (part == "DAY") return word(weekday_names[weekday], 9);
    if (part == "DY") return word(weekday_names[weekday].substr(0, 3), 0);
    if (part == "D") return number(static_cast<std::int64_t>(weekday) + 1, 1);
    if (part == "ID") return number(weekday == 0 ? 7 : static_cast<std::int64_t>(weekday), 1);
    if (part == "IW") return number(types::iso_week_of(t_.days).week, 2);
    if (part == "J") return std::to_string(t_.days + types::julian_day_of_2000);
    return number(iso_day(), 3);  // IDDD
  }
  [[nodiscard]] std::string century() const {
    std::int64_t const n = t_.is_interval ? t_.year / 100
                           : t_.year > 0  ? (t_.year - 1) / 100 + 1
                                          : t_.year / 100 - 1;
    return -100 < n && n < 100 ? number(n, 2) : std::to_string(n);
  }
  /// Days since the Monday that began the ISO year, from 1.
  [[nodiscard]] std::int64_t iso_day() const {
    std::int64_t const weekday = types::day_of_week(t_.days);
    return (types::iso_week_of(t_.days).week - 1) * 7 + (weekday == 0 ? 7 : weekday);
  }

  broken_down const& t_;
  std::string_view written_;
  bool compact_;
};

[[nodiscard]] inline std::string moment_text(broken_down const& t, std::string_view pattern) {
  auto const takes = [&](std::string_view word) {
    if (!types::detail::equal_ignoring_case(pattern.substr(0, word.size()), word)) return false;
    pattern.remove_prefix(word.size());
    return true;
  };
  std::string out;
  while (!pattern.empty()) {
    if (pattern[0] == '"') {
      std::size_t const end = std::min(pattern.find('"', 1), pattern.size());
      out.append(pattern.substr(1, end - 1));
      pattern.remove_prefix(std::min(end + 1, pattern.size()));
      continue;
    }
    if (pattern.starts_with("\\\"")) pattern.remove_prefix(1);
    bool const compact = takes("fm");
    static_cast<void>(takes("tm"));  // names in the language of the locale, which is C
    std::string_view const part = next_part(pattern);
    if (part.empty()) {
      if (pattern.empty()) break;
      out += pattern[0];
      pattern.remove_prefix(1);
      continue;
    }
    std::string_view const written = pattern.substr(0, part.size());
    pattern.remove_prefix(part.size());
    std::string const text = moment_part_writer(t, written, compact).write(part);
    out += text;
    bool const number = !text.empty() && types::detail::is_digit(text.back());
    if (pattern.starts_with("TH") || pattern.starts_with("th")) {
      if (number) out += ordinal_ending(text, pattern[0] == 'T');
      pattern.remove_prefix(2);
    }
  }
  return out;
}

}  // namespace helios::exec::detail
