// helios/types/impl/time_part.ipp -- the names of parts: those of intervals' units and a few more.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/types/impl/time_units.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/time_part.hpp>

namespace helios::types {

std::optional<time_part> find_time_part(std::string_view unit) noexcept {
  using namespace detail;
  char lower[16];
  if (unit.size() > sizeof lower) return {};
  std::size_t n = 0;
  for (char const c : unit) lower[n++] = to_lower(c);
  std::string_view const name(lower, n);
  struct {
    std::string_view name;
    time_part part;
  } constexpr others[] = {
      {"quarter", time_part::quarter},
      {"qtr", time_part::quarter},
      {"dow", time_part::day_of_week},
      {"isodow", time_part::iso_day_of_week},
      {"doy", time_part::day_of_year},
      {"isoyear", time_part::iso_year},
      {"julian", time_part::julian},
      {"jd", time_part::julian},
      {"j", time_part::julian},
      {"epoch", time_part::epoch},
      {"timezone", time_part::timezone},
      {"timezone_hour", time_part::timezone_hour},
      {"timezone_h", time_part::timezone_hour},
      {"timezone_minute", time_part::timezone_minute},
      {"timezone_m", time_part::timezone_minute},
  };
  for (auto const& o : others)
    if (o.name == name) return o.part;
  auto const shared = unit_of(name);
  if (!shared) return {};
  switch (*shared) {
    case interval_unit::microsecond: return time_part::microseconds;
    case interval_unit::millisecond: return time_part::milliseconds;
    case interval_unit::second: return time_part::second;
    case interval_unit::minute: return time_part::minute;
    case interval_unit::hour: return time_part::hour;
    case interval_unit::day: return time_part::day;
    case interval_unit::week: return time_part::week;
    case interval_unit::month: return time_part::month;
    case interval_unit::year: return time_part::year;
    case interval_unit::decade: return time_part::decade;
    case interval_unit::century: return time_part::century;
    case interval_unit::millennium: return time_part::millennium;
  }
  HELIOS_UNREACHABLE();
}

}  // namespace helios::types
