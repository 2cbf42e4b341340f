// helios/api/result_parts.hpp -- what a result says of itself beside its rows.
#pragma once

#include <helios/types/data_type.hpp>

#include <string>

namespace helios {

struct result_column {
  std::string name;
  types::data_type type;
};

/// What PostgreSQL would send beside the result: NOTICE, or WARNING.
struct notice {
  bool warning = false;
  std::string sqlstate, message;
};

}  // namespace helios
