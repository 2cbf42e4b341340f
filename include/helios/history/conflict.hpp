// helios/history/conflict.hpp -- how two branches may contradict each other, and who is right then.
#pragma once

#include <cstdint>

namespace helios::history {

/// What to do where both branches changed the same thing.
enum class on_conflict : std::uint8_t { fail, branch_wins, target_wins };

enum class conflict_kind : std::uint8_t {
  cell,
  delete_modify,
  insert_insert,
  schema,
  unique,
  foreign_key,
  check
};

}  // namespace helios::history
