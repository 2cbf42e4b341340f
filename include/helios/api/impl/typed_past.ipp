// helios/api/impl/typed_past.ipp -- what typed differences and versions stand on.
#pragma once

#include <helios/api/typed_past.hpp>

namespace helios {

row_change conversion<row_change>::read(field const& from) {
  auto const word = from.as<std::string_view>();
  if (word == "I") return row_change::inserted;
  return word == "U" ? row_change::updated : row_change::deleted;
}

}  // namespace helios
