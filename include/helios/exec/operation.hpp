// helios/exec/operation.hpp -- the operators' one interface: a batch is pulled, and another, until
// there is none.
//
// Shape     next(out) fills a batch that has rows and returns true, or returns false: the end
// Holds     (O1) what a batch points to stays until the next call of next() or restart() of the
//           operator that filled it, or its end
//           (O2) an output batch has at least one and at most `capacity` selected rows
//           (O3) restart() begins again from the first row, with the session's outer row and
//           parameters as they are at the next call of next(); until then nothing of a tree is held
// Threads   a tree of operators is run by one thread at a time; cancelling is for any
// Errors    57014 cancelled or out of time, checked for each batch and each block of memory; 53200
//           more memory than the run may hold; 54001 too many operators for the stack; those of
//           expressions and storage
#pragma once

#include <helios/base/memory_budget.hpp>
#include <helios/base/stack.hpp>
#include <helios/exec/batch.hpp>
#include <helios/exec/environment.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace helios::history {
class read_set;
}

namespace helios::exec {

struct run_context;

/// Of what operators keep and of the batches on their way. What a result keeps may outlive the run.
class run_memory final : public memory_budget {
 public:
  explicit run_memory(run_context const& of) noexcept : run_(&of) {}
  HELIOS_DECL void look() const override;
  void end_run() noexcept { run_ = nullptr; }

 private:
  [[noreturn]] HELIOS_DECL void refuse(std::size_t size) const override;
  run_context const* run_;
};

/// What one execution of a statement shares. Operators keep a reference: it outlives them.
struct run_context {
  run_context() { session.memory = memory.get(); }
  run_context(run_context const&) = delete;
  run_context& operator=(run_context const&) = delete;
  ~run_context() { memory->end_run(); }

  std::shared_ptr<run_memory> const memory = std::make_shared<run_memory>(*this);
  exec::session session;
  std::uint32_t capacity = largest_batch;
  std::stop_token stop;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  /// Where scans of the session's own state note what they read; nullptr: nobody asks.
  history::read_set* reads = nullptr;
  /// EXPLAIN ANALYZE: clocks are read around every batch.
  bool timed = false;

  HELIOS_DECL void check() const;
  /// The session, the limits and what stops the other: for a query that is a part of its statement.
  HELIOS_DECL void follow(run_context const& other);
};

class operation;
using operation_ptr = std::unique_ptr<operation>;

/// What EXPLAIN ANALYZE shows of an operator; time includes that of its inputs.
struct operation_statistics {
  std::uint64_t rows = 0;
  std::uint64_t batches = 0;
  std::chrono::nanoseconds time{0};
};

class operation {
 public:
  operation(run_context const& run, std::vector<data_type> types)
      : run_(&run), types_(std::move(types)) {}
  operation(operation const&) = delete;
  operation& operator=(operation const&) = delete;
  HELIOS_DECL virtual ~operation();

  [[nodiscard]] HELIOS_DECL bool next(batch& out);
  virtual void restart() = 0;
  /// No row follows those of the last batch; false where that is only seen by asking for one.
  [[nodiscard]] virtual bool ended() const noexcept { return false; }

  [[nodiscard]] std::vector<data_type> const& types() const noexcept { return types_; }
  [[nodiscard]] operation_statistics const& statistics() const noexcept { return statistics_; }
  [[nodiscard]] std::vector<operation_ptr> const& inputs() const noexcept { return inputs_; }

 protected:
  /// Fills an empty batch; false at the end. A batch without rows is asked for again.
  virtual bool pull(batch& out) = 0;

  [[nodiscard]] run_context const& run() const noexcept { return *run_; }
  [[nodiscard]] memory_budget* memory() const noexcept { return run_->memory.get(); }
  [[nodiscard]] std::uint32_t capacity() const noexcept { return run_->capacity; }
  void add_input(operation_ptr in) { inputs_.push_back(std::move(in)); }
  [[nodiscard]] operation& input(std::size_t i = 0) const noexcept { return *inputs_[i]; }
  void restart_inputs() {
    check_stack();
    for (operation_ptr const& in : inputs_) in->restart();
  }

 private:
  run_context const* run_;
  std::vector<data_type> types_;
  std::vector<operation_ptr> inputs_;
  operation_ptr next_to_end_;
  operation_statistics statistics_;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/operation.ipp>
#endif
