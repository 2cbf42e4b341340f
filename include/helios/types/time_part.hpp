// helios/types/time_part.hpp -- the parts of a moment that SQL can name.
//
// Shape     names as PostgreSQL takes them, in any case: year years y yr, month mon, ... dow, epoch
#pragma once

#include <helios/config.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace helios::types {

/// Up to millennium they are also units to which date_trunc cuts.
enum class time_part : std::uint8_t {
  microseconds,
  milliseconds,
  second,
  minute,
  hour,
  day,
  week,
  month,
  quarter,
  year,
  decade,
  century,
  millennium,
  day_of_week,
  iso_day_of_week,
  day_of_year,
  iso_year,
  julian,
  epoch,
  timezone,
  timezone_hour,
  timezone_minute,
};

/// Nothing: no such unit.
[[nodiscard]] HELIOS_DECL std::optional<time_part> find_time_part(std::string_view name) noexcept;

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/time_part.ipp>
#endif
