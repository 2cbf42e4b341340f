// helios/types/date_trunc.hpp -- moments and intervals cut down to a unit of time.
//
// Shape     units: microseconds, milliseconds, second, minute, hour, day, week (from Monday),
//           month, quarter, year, decade, century, millennium, and their short names
// Errors    22023 no such unit; 0A000 a unit that the type does not have; 22008 the start of the
//           unit lies before the first timestamp
#pragma once

#include <helios/config.hpp>
#include <helios/types/temporal.hpp>

#include <string_view>

namespace helios::types {

/// The start of the unit that holds t.
[[nodiscard]] HELIOS_DECL timestamp date_trunc(std::string_view unit, timestamp t);
[[nodiscard]] HELIOS_DECL timestamp_tz date_trunc(std::string_view unit, timestamp_tz t,
                                                  time_context const& context = {});
[[nodiscard]] HELIOS_DECL interval date_trunc(std::string_view unit, interval v);

}  // namespace helios::types

#if HELIOS_HEADER_ONLY
#include <helios/types/impl/date_trunc.ipp>
#endif
