// helios/storage/value_writer.hpp -- writing long values out of line, before the commit that refers
// to them.
//
// Shape     place(image) --> the image with references; values are gathered ---- flush() ----> file
//           The log's own value frames hold values up to 1 MiB: short ones share frames of about
//           16 KiB, longer ones have one each. Still longer ones get an extent each.
// Holds     (V1) after flush() every reference placed so far stands and can be read
//           (V2) a commit frame appended after settle() counts in no replay that lacks a value
//           placed before: the log's frames come before it in the chain, extents are durable
// Threads   one at a time. Whoever gives the log may replace it (VACUUM), but not during a call:
//           what was placed before then lies in the old file (storage/value_mover.hpp)
// Errors    54000, 53100, 58030 from the log; after a failed flush() another may succeed
// Cost      values are copied, summed twice and written once; a sync per settle() that has extents.
//           What is placed and never committed stays in the file as garbage.
#pragma once

#include <helios/base/arena.hpp>
#include <helios/storage/log.hpp>
#include <helios/storage/row.hpp>

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace helios::storage {

class value_writer {
 public:
  /// A log and the lock of all who append to it.
  using log_use = std::function<void(log&, std::mutex&)>;
  /// `with_log` calls a use with the log of the moment.
  explicit value_writer(std::function<void(log_use const&)> with_log)
      : with_log_(std::move(with_log)) {}

  /// A copy of a row image with its long values out of line. Requires the memory to be there until
  /// the next flush() or forget().
  [[nodiscard]] HELIOS_DECL byte_view place(shape const& form, byte_view image, arena& in);
  /// Takes one value; its reference is stored at `to`, by the next flush() at the latest.
  /// Requires one that is longer than longest_inline_value.
  HELIOS_DECL void put(byte_view value, std::byte* to);
  HELIOS_DECL void flush();
  /// flush(), and makes durable what replay does not verify.
  HELIOS_DECL void settle();
  /// Those whose references do not stand yet are not wanted any more.
  void forget() noexcept {
    gathered_.clear();
    waiting_.clear();
  }

 private:
  struct waiting {
    std::byte* to;
    value_ref ref;  // begin: in gathered_
  };
  HELIOS_DECL void put_in_extent(byte_view value, std::byte* to);

  std::function<void(log_use const&)> with_log_;
  bytes gathered_;
  std::vector<waiting> waiting_;
  bool unsynced_ = false;  // extents
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/value_writer.ipp>
#endif
