// helios/typed/impl/values.ipp -- see helios/typed/values.hpp
#pragma once

#include <helios/typed/values.hpp>
#include <helios/types/array.hpp>
#include <helios/types/text.hpp>
#include <helios/types/value_text.hpp>
#include <helios/types/vector.hpp>

#include <helios/base/border.hpp>

#include <limits>

namespace helios::detail {

types::value text_parameter(std::string_view text) {
  return detail::at_border([&] {
    types::check_utf8(text);
    return types::value::text(text, types::type_id::unknown);
  });
}

types::value label_parameter(std::string_view label, std::int64_t value, std::string_view type) {
  if (!label.empty()) return text_parameter(label);
  throw error(errc::invalid_text_representation,
              "value " + std::to_string(value) + " of enum " + std::string(type) + " has no name");
}

types::value array_parameter(std::vector<types::value> const& elements) {
  return detail::at_border([&] {
    types::data_type element;
    for (types::value const& v : elements) {
      if (!v.is_null()) element = v.whole_type();
    }
    types::value all = types::make_array(element, elements);
    if (element.id != types::type_id::unknown) return all;
    return types::value::text(types::to_text(all), types::type_id::unknown);
  });
}

types::value vector_parameter(std::span<float const> numbers) {
  return detail::at_border([&] { return types::make_vector(numbers); });
}

types::value integer_parameter(std::uint64_t number) {
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw error(errc::numeric_value_out_of_range,
                "value \"" + std::to_string(number) + "\" is out of range for type bigint");
  }
  return types::value(static_cast<std::int64_t>(number));
}

types::timestamp_tz to_instant(std::int64_t unix_microseconds) {
  // Beyond this 2000's count would be below that of the first instant anyway.
  types::timestamp_tz const at = unix_microseconds < types::first_instant
                                     ? types::timestamp_tz::minus_infinity()
                                     : types::from_unix(helios::microseconds{unix_microseconds});
  if (!types::in_timestamp_range(at.count)) {
    throw error(errc::datetime_field_overflow, "timestamp out of range");
  }
  return at;
}

types::date to_date(std::int64_t unix_days) {
  std::int64_t const days = unix_days - types::unix_to_2000_days;
  if (!types::in_date_range(days)) throw error(errc::datetime_field_overflow, "date out of range");
  return {{static_cast<std::int32_t>(days)}};
}

}  // namespace helios::detail
