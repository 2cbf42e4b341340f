// helios/api/impl/setting_text.hpp -- what the texts of settings mean: truth, numbers, durations,
// time zones, lists of names.
#pragma once

#include <helios/types/temporal_text.hpp>

#include <charconv>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace helios::api::detail {

[[nodiscard]] inline std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// Beginnings of the words count where only one word begins so.
[[nodiscard]] inline std::optional<bool> truth_in(std::string_view text) {
  std::string const t = lower(text);
  auto const begins = [&t](std::string_view word, std::size_t least) {
    return t.size() >= least && word.starts_with(t);
  };
  if (begins("true", 1) || begins("yes", 1) || t == "on" || t == "1") return true;
  if (begins("false", 1) || begins("no", 1) || begins("off", 2) || t == "0") return false;
  return {};
}

[[nodiscard]] inline std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t n = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (failure != std::errc() || end != text.data() + text.size()) return {};
  return n;
}

/// Milliseconds: 1500, 1500ms, 2s, 1min, 1h, 1d; -1.
[[nodiscard]] inline std::optional<std::int64_t> duration_in(std::string_view text) {
  std::size_t const digits =
      std::min(text.find_first_not_of("0123456789", text.starts_with('-') ? 1 : 0), text.size());
  auto const n = number_in(text.substr(0, digits));
  std::string_view unit = text.substr(digits);
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  static constexpr std::pair<std::string_view, std::int64_t> units[] = {
      {"", 1}, {"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  for (auto const& [name, scale] : units) {
    std::int64_t total = 0;
    if (n && unit == name && !__builtin_mul_overflow(*n, scale, &total) && total >= -1 &&
        total <= std::numeric_limits<std::int32_t>::max())
      return total;
  }
  return {};
}

/// Bytes: 65536, 512kB, 64MB, 2GB, 1TB; 0.
[[nodiscard]] inline std::optional<std::int64_t> memory_in(std::string_view text) {
  std::size_t const digits = std::min(text.find_first_not_of("0123456789"), text.size());
  auto const n = number_in(text.substr(0, digits));
  std::string_view unit = text.substr(digits);
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  static constexpr std::pair<std::string_view, int> units[] = {{"", 0},    {"b", 0},   {"kb", 10},
                                                               {"mb", 20}, {"gb", 30}, {"tb", 40}};
  for (auto const& [name, shift] : units) {
    std::int64_t total = 0;
    if (n && lower(unit) == name && !__builtin_mul_overflow(*n, std::int64_t{1} << shift, &total))
      return total;
  }
  return {};
}
/// In the largest unit that makes it whole: 1536kB.
[[nodiscard]] inline std::string memory_text(std::int64_t bytes) {
  static constexpr std::string_view units[] = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit + 1 != std::size(units)) {
    bytes /= 1024;
    ++unit;
  }
  return std::to_string(bytes) + (bytes == 0 ? "" : std::string(units[unit]));
}

/// Seconds east of Greenwich: UTC, est, 3 (hours east), +05:30 (POSIX: west).
[[nodiscard]] inline std::optional<std::int32_t> zone_in(std::string_view text) {
  if (auto const named = types::zone_offset(lower(text))) return named;
  bool const minus = text.starts_with('-');
  std::string_view const number = text.substr(minus || text.starts_with('+') ? 1 : 0);
  std::size_t const colon = number.find(':');
  auto const hours = number_in(number.substr(0, colon));
  if (!hours || *hours < 0 || *hours >= 16) return {};
  if (colon == std::string_view::npos)
    return static_cast<std::int32_t>(minus ? -*hours : *hours) * 3600;
  auto const minutes = number_in(number.substr(colon + 1));
  if (!minutes || *minutes < 0 || *minutes >= 60) return {};
  std::int64_t const offset = *hours * 3600 + *minutes * 60;
  return static_cast<std::int32_t>(minus ? offset : -offset);
}

/// A name as a list shows it.
[[nodiscard]] inline std::string quoted_name(std::string_view name) {
  bool const plain =
      !name.empty() && (name[0] < '0' || name[0] > '9') &&
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
  if (plain) return std::string(name);
  std::string out = "\"";
  for (char const c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

/// The names of a list that quoted_name() wrote.
[[nodiscard]] inline std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    if (list[0] == ' ' || list[0] == ',') {
      list.remove_prefix(1);
      continue;
    }
    std::string& name = names.emplace_back();
    if (list[0] != '"') {
      name = list.substr(0, list.find_first_of(", "));
      list.remove_prefix(name.size());
      continue;
    }
    list.remove_prefix(1);
    while (!list.empty() && (list[0] != '"' || list.starts_with("\"\""))) {
      list.remove_prefix(list[0] == '"' ? 1 : 0);
      name += list[0];
      list.remove_prefix(1);
    }
    list.remove_prefix(std::min<std::size_t>(1, list.size()));
  }
  return names;
}

}  // namespace helios::api::detail
