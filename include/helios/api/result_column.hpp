// helios/api/result_column.hpp -- one column of a result.
#pragma once

#include <helios/types/data_type.hpp>

#include <string>

namespace helios {

struct result_column {
  std::string name;
  types::data_type type;
};

}  // namespace helios
