// helios/api/impl/append_state.hpp -- an appender under way.
#pragma once

#include <helios/api/impl/connection.hpp>

namespace helios::detail {

struct append_state {
  std::shared_ptr<connection> keeps;
  std::unique_ptr<api::session::bulk> rows;
};

}  // namespace helios::detail
