// helios/api/result_parts.hpp -- what a result says of itself beside its rows.
#pragma once

#include <helios/types/data_type.hpp>

#include <memory>
#include <string>
#include <vector>

namespace helios {

struct result_column {
  std::string name;
  types::data_type type;
};

/// The columns of a result, shared by all that a plan yields.
using result_columns = std::shared_ptr<std::vector<result_column> const>;

/// What PostgreSQL would send beside the result: NOTICE, or WARNING.
struct notice {
  bool warning = false;
  std::string sqlstate, message;
};

}  // namespace helios
