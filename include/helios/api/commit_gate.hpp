// helios/api/commit_gate.hpp -- who may commit: everybody at once, or one statement alone.
//
// Shape     a commit passes in company; a statement that lost twice to others is executed alone,
//           and then nobody else can make it lose
// Holds     (G1) who waits to be alone is passed by no later comer
// Threads   any
// Cost      two uncontended locks per commit
#pragma once

#include <helios/base/ids.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

namespace helios::api {

class commit_gate {
 public:
  [[nodiscard]] std::shared_lock<std::shared_mutex> pass() {
    std::lock_guard const in_turn(queue_);
    return std::shared_lock(commits_);
  }
  [[nodiscard]] std::unique_lock<std::shared_mutex> pass_alone() {
    // Whoever comes later waits in the queue: std::shared_mutex itself promises no order.
    std::lock_guard const in_turn(queue_);
    return std::unique_lock(commits_);
  }

 private:
  std::mutex queue_;
  std::shared_mutex commits_;
};

/// A gate for each branch: commits to different branches never meet.
class commit_gates {
 public:
  [[nodiscard]] commit_gate& of(branch_id branch) {
    std::lock_guard const hold(lock_);
    std::unique_ptr<commit_gate>& gate = gates_[branch];
    if (!gate) gate = std::make_unique<commit_gate>();
    return *gate;
  }

 private:
  std::mutex lock_;
  std::map<branch_id, std::unique_ptr<commit_gate>> gates_;
};

}  // namespace helios::api
