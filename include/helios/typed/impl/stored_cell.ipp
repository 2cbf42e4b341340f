// helios/typed/impl/stored_cell.ipp -- see helios/typed/stored_cell.hpp
#pragma once

#include <helios/typed/stored_cell.hpp>

#include <helios/types/value_image.hpp>

namespace helios::typed::detail {

types::value stored_value(byte_view image, types::type_id type) {
  return types::read_image(image, type);
}

bool unix_days(types::date of, std::int64_t& to) noexcept {
  to = of.count + types::unix_to_2000_days;
  return of.finite();
}

bool unix_time(types::timestamp_tz of, std::int64_t& to) noexcept {
  to = raw(types::to_unix(of));
  return of.finite();
}

}  // namespace helios::typed::detail
