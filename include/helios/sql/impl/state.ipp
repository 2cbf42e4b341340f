// helios/sql/impl/state.ipp -- what happens at the limits.
#pragma once

#include <helios/sql/impl/state.hpp>

#include <string>

namespace helios::sql::grammar {

void too_deep(context c, iterator at) {
  throw error(errc::statement_too_complex, "stack depth limit exceeded")
      .detail("The statement is nested deeper than " + std::to_string(c->max_levels) +
              " levels, or than the stack allows.")
      .at(character_position(c->text, at->offset));
}

}  // namespace helios::sql::grammar
