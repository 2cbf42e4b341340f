// helios/types/impl/time_units.hpp -- names of units of time, for intervals, extract, date_trunc.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace helios::types::detail {

enum class interval_unit : std::uint8_t {
  microsecond,
  millisecond,
  second,
  minute,
  hour,
  day,
  week,
  month,
  year,
  decade,
  century,
  millennium
};

struct unit_name {
  std::string_view name;
  interval_unit unit;
};
inline constexpr unit_name unit_names[] = {
    {"microsecond", interval_unit::microsecond},
    {"us", interval_unit::microsecond},
    {"usec", interval_unit::microsecond},
    {"usecond", interval_unit::microsecond},
    {"millisecond", interval_unit::millisecond},
    {"ms", interval_unit::millisecond},
    {"msec", interval_unit::millisecond},
    {"msecond", interval_unit::millisecond},
    {"second", interval_unit::second},
    {"s", interval_unit::second},
    {"sec", interval_unit::second},
    {"minute", interval_unit::minute},
    {"m", interval_unit::minute},
    {"min", interval_unit::minute},
    {"hour", interval_unit::hour},
    {"h", interval_unit::hour},
    {"hr", interval_unit::hour},
    {"day", interval_unit::day},
    {"d", interval_unit::day},
    {"week", interval_unit::week},
    {"w", interval_unit::week},
    {"month", interval_unit::month},
    {"mon", interval_unit::month},
    {"year", interval_unit::year},
    {"y", interval_unit::year},
    {"yr", interval_unit::year},
    {"decade", interval_unit::decade},
    {"dec", interval_unit::decade},
    {"century", interval_unit::century},
    {"c", interval_unit::century},
    {"cent", interval_unit::century},
    {"centurie", interval_unit::century},
    {"millennium", interval_unit::millennium},
    {"millennia", interval_unit::millennium},
    {"mil", interval_unit::millennium},
};

/// Singular, plural, short; PostgreSQL knows the letters alone only in the singular.
[[nodiscard]] inline std::optional<interval_unit> unit_of(std::string_view word) noexcept {
  std::string_view const singular =
      word.size() > 2 && word.back() == 's' ? word.substr(0, word.size() - 1) : word;
  for (auto const& u : unit_names)
    if (u.name == word || (u.name == singular && u.name.size() > 1)) return u.unit;
  return {};
}

}  // namespace helios::types::detail
