// helios/api/impl/all_or_none.hpp -- what a session does as one: in the open transaction behind a
// savepoint, else in a transaction of its own.
#pragma once

#include <helios/api/impl/connection.hpp>

#include <string_view>

namespace helios::detail {

/// Runs a text without results.
inline void run_words(connection& in, std::string_view text) {
  for (api::statement_ptr const& one : api::parse(text)) static_cast<void>(in.run(one, {}, {}));
}

template <class F>
void all_or_none(connection& in, F&& what) {
  bool const inner = in.talk.status() != api::transaction_status::idle;
  run_words(in, inner ? "SAVEPOINT all_or_none" : "BEGIN");
  try {
    what();
  } catch (...) {
    run_words(in, inner ? "ROLLBACK TO all_or_none; RELEASE all_or_none" : "ROLLBACK");
    throw;
  }
  run_words(in, inner ? "RELEASE all_or_none" : "COMMIT");
}

}  // namespace helios::detail
