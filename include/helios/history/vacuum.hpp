// helios/history/vacuum.hpp -- how much of the past VACUUM keeps.
//
// Shape     engine::vacuum(options) writes the database to a new file beside the old one,
//           "<path>.vacuum", and puts it in the old one's place:
//
//             old file   ... checkpoint C ....... commits ......... | F ... commits ........ | head
//             new file                                  base at F     the same commits pages
//
//           F is the oldest state that stays readable. The base is every branch's state then; what
//           branches share there is written once.
// Holds     (U1) every state from F on is what it was, on every branch that was not dropped
//           (U2) so are tags, and the states where a merge of two branches may begin, wherever they
//           lie; the rest of the past before F is gone, and AS OF says so (22023)
//           (U3) SCNs, times, transaction ids and counters go on: none is given out twice
//           (U4) a version that somebody holds stays readable, and its file with it
//           (U5) whenever it is interrupted, the path names the old file or the new one, whole
// Cost      reads and writes what is kept once. Commits wait until it is done; readers do not.
#pragma once

#include <helios/base/callback.hpp>
#include <helios/base/ids.hpp>

#include <cstdint>
#include <variant>

namespace helios::history {

struct vacuum_options {
  struct everything {};
  struct newest_alone {};
  /// The oldest states to keep: as of a commit, as of a time, or one of the two ends.
  std::variant<everything, scn, microseconds, newest_alone> keep = everything{};
  /// Called with bytes done and bytes in all, about; stops VACUUM by returning false (57014), which
  /// leaves the old file in use.
  callback<bool(std::uint64_t, std::uint64_t)> progress{};
};

}  // namespace helios::history
