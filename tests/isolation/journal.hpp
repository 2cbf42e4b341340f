// tests/isolation/journal.hpp -- transactions of one session, noted where a process that is killed
// leaves them: in shared memory.
//
// Shape     per transaction: fate, session, number of steps; per step: 2 * form + reads, key,
//           value, number of values seen, these
// Holds     what ask() has noted is complete for whoever reads after the writer's death
// Threads   one writer; read when it is gone
#pragma once

#include <tests/isolation/transaction_history.hpp>

#include <array>
#include <atomic>

namespace helios::test {

class transaction_journal {
 public:
  /// To be called before COMMIT is asked for. Requires has_room().
  void ask(history_transaction const& of) {
    last_ = next_ = used_.load(std::memory_order_relaxed);
    put(unanswered);
    put(of.session);
    put(static_cast<int>(of.steps.size()));
    for (history_step const& s : of.steps) {
      put(2 * static_cast<int>(s.key.form) + (s.reads ? 1 : 0));
      put(s.key.number);
      put(s.value);
      put(static_cast<int>(s.seen.size()));
      for (int const v : s.seen) put(v);
    }
    used_.store(next_, std::memory_order_release);
  }
  void answer(bool committed) {
    words_[last_].store(committed ? yes : no, std::memory_order_release);
  }
  /// For a transaction of the size that tests make.
  [[nodiscard]] bool has_room() const noexcept { return used_.load() + most < words_.size(); }

  void clear() noexcept { used_ = 0; }
  [[nodiscard]] transaction_history read() const {
    transaction_history out;
    std::size_t at = 0;
    auto const take = [&] { return words_[at++].load(); };
    while (at != used_.load(std::memory_order_acquire)) {
      history_transaction t;
      int const fate = take();
      t.committed = fate == yes;
      t.undetermined = fate == unanswered;
      t.session = take();
      t.steps.resize(static_cast<std::size_t>(take()));
      for (history_step& s : t.steps) {
        int const kind = take();
        s.key = {static_cast<key_form>(kind / 2), take()};
        s.reads = kind % 2 != 0;
        s.value = take();
        s.seen.resize(static_cast<std::size_t>(take()));
        for (int& v : s.seen) v = take();
      }
      out.push_back(std::move(t));
    }
    return out;
  }

 private:
  enum outcome : int { unanswered, yes, no };
  static constexpr std::size_t room = std::size_t{1} << 18, most = std::size_t{1} << 15;

  void put(int word) { words_.at(next_++).store(word, std::memory_order_relaxed); }

  std::atomic<std::size_t> used_{0};
  std::size_t last_ = 0, next_ = 0;
  std::array<std::atomic<int>, room> words_{};
};

}  // namespace helios::test
