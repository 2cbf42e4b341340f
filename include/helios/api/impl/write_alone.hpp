// helios/api/impl/write_alone.hpp -- a change that is a transaction of its own: done again when a
// concurrent commit came first, until it is in.
#pragma once

#include <helios/api/impl/read_point.hpp>
#include <helios/api/session.hpp>

#include <type_traits>

namespace helios::api::detail {

/// How often a statement may lose to others before it is executed alone on its branch.
inline constexpr int attempts_in_company = 2;

/// Calls change(point, commit) on the newest state of a branch, again after each 40001. `change`
/// commits by commit(f), where f does it.
template <class Change>
decltype(auto) write_alone(std::shared_ptr<instance> const& in, branch_id branch, Change&& change) {
  commit_gate& gate = in->gates.of(branch);
  for (int attempt = 1;; ++attempt) {
    bool const in_company = attempt <= attempts_in_company;
    std::unique_lock<std::shared_mutex> alone;
    if (!in_company) alone = gate.pass_alone();
    auto const commit = [&](auto&& f) {
      std::shared_lock<std::shared_mutex> turn;
      if (in_company) turn = gate.pass();
      f();
    };
    try {
      return change(newest_of(*in->engine, branch), commit);
    } catch (error const& e) {
      // Whoever does not commit through a session may still come first.
      if (!e.retryable()) throw;
    }
  }
}

}  // namespace helios::api::detail
