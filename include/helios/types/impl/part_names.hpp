// helios/types/impl/part_names.hpp -- the unit that a text names, or the error that says: none.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/time_part.hpp>

#include <string>
#include <string_view>

namespace helios::types::detail {

[[noreturn]] inline void throw_unit(std::string_view unit, std::string_view type, bool known) {
  std::string lower(unit);
  for (char& c : lower) c = to_lower(c);
  throw error(known ? errc::feature_not_supported : errc::invalid_parameter_value,
              "unit \"" + lower +
                  (known ? "\" not supported for type " : "\" not recognized for type ") +
                  std::string(type));
}

inline time_part part_named(std::string_view unit, std::string_view type) {
  auto const part = find_time_part(unit);
  if (!part) throw_unit(unit, type, false);
  return *part;
}

inline bool is_zone_part(time_part part) noexcept {
  return part == time_part::timezone || part == time_part::timezone_hour ||
         part == time_part::timezone_minute;
}

}  // namespace helios::types::detail
