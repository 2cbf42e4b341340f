// helios/history/impl/moved_target.hpp -- transactions that were made for one state of their branch
// and no other: merges and resets, whose rows follow from what the whole branch was.
#pragma once

#include <helios/history/transaction.hpp>

namespace helios::history::detail {

/// The commit is refused, 40001, if any other came first.
inline void refuse_when_moved(transaction& tx) {
  tx.check_with([](storage::draft&) {
    throw error(errc::serialization_failure, "could not serialize access due to concurrent update")
        .detail("The branch moved while a merge into it, or its reset, was prepared.")
        .hint("Run it again.");
  });
}

}  // namespace helios::history::detail
