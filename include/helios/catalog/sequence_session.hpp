// helios/catalog/sequence_session.hpp -- nextval, currval and lastval as one session sees them.
//
// Shape     a session remembers the last value it drew from each sequence
// Threads   one, as the session
// Errors    2200H as nth_value; 55000 nothing was drawn yet
#pragma once

#include <helios/catalog/sequence.hpp>
#include <helios/history/engine.hpp>

#include <map>
#include <optional>

namespace helios::catalog {

class sequence_session {
 public:
  std::int64_t next(history::engine& from, sequence_definition const& sequence) {
    std::int64_t const value = nth_value(sequence, from.next_id(sequence.counter));
    drawn_[sequence.id] = value;
    last_ = value;
    return value;
  }
  [[nodiscard]] std::int64_t current(sequence_definition const& sequence) const {
    auto const at = drawn_.find(sequence.id);
    if (at != drawn_.end()) return at->second;
    throw error(errc::object_not_in_prerequisite_state,
                "currval of sequence \"" + sequence.name + "\" is not yet defined in this session");
  }
  [[nodiscard]] std::int64_t last() const {
    if (last_) return *last_;
    throw error(errc::object_not_in_prerequisite_state,
                "lastval is not yet defined in this session");
  }

 private:
  std::map<object_id, std::int64_t> drawn_;
  std::optional<std::int64_t> last_;
};

}  // namespace helios::catalog
