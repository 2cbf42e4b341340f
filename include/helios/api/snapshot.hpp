// helios/api/snapshot.hpp -- a database as it was: queries alone, and always the same answers.
//
// Threads   a session of its own, one thread at a time
// Errors    25006 for what would write
#pragma once

#include <helios/api/executor.hpp>

namespace helios {

class snapshot : public executor {
 public:
  explicit snapshot(std::shared_ptr<detail::connection> in) noexcept : executor(std::move(in)) {}
  /// The commit whose state this is.
  [[nodiscard]] scn at() const { return newest(); }
};

}  // namespace helios
