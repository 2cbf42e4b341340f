// helios/storage/row_guess.hpp -- where in a leaf that is not open yet a row probably lies.
//
// Shape     learn(run)              what one leaf of a tree looks like
//           expect(leaf, part)      of another one: the lines of the row that has a part of its
//                                   keys before it, 0..1, are on their way
// Holds     leaves of one load are alike: as many rows, columns in the same places. A wrong guess
//           costs lines that nobody reads
// Threads   one
// Cost      learn: 1 ns of a leaf like the one before; expect: a multiplication and a prefetch for
//           each column, 5 ns of four. Header, key and text of a row come one after the other
//           otherwise, 100 ns each out of memory
#pragma once

#include <helios/storage/run.hpp>

#include <array>

namespace helios::storage {

class row_guess {
 public:
  void learn(run_view const& run) noexcept {
    if (run.fingerprint() == form_ && run.bytes_used() == bytes_) return;
    form_ = run.fingerprint();
    bytes_ = run.bytes_used();
    count_ = 0;
    auto const rows = static_cast<float>(run.rows());
    add(run.int_keys(), rows * sizeof(std::int64_t), run);
    for (std::uint32_t i = 0; i != run.columns() && count_ + 2 <= most; ++i) {
      run_column const& c = run.column(i);
      bool const texts = c.type == physical_type::bytes;
      add(run.block() + c.values, rows * static_cast<float>(texts ? 4 : width(c.type)), run);
      if (texts) add(run.block() + c.heap, static_cast<float>(c.heap_bytes), run);
    }
  }

  [[gnu::always_inline]] void expect(std::byte const* leaf, float part) const noexcept {
    for (std::uint32_t i = 0; i != count_; ++i)
      __builtin_prefetch(leaf + areas_[i].at + static_cast<std::uint32_t>(part * areas_[i].bytes));
  }

 private:
  struct area {
    std::uint32_t at;
    float bytes;  // of all rows
  };
  static constexpr std::uint32_t most = 10;  // more would wait for each other

  void add(void const* at, float bytes, run_view const& run) noexcept {
    areas_[count_++] = {static_cast<std::uint32_t>(static_cast<std::byte const*>(at) - run.block()),
                        bytes};
  }

  std::array<area, most> areas_;
  std::uint32_t count_ = 0;
  std::uint32_t bytes_ = 0;
  std::uint64_t form_ = 0;
};

}  // namespace helios::storage
