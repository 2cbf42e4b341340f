// helios/storage/page_source.hpp -- where nodes come from: an offset in, a pinned payload out.
//
// Shape     offsets are those of payloads: multiples of 64 for pages, of 8 for values
// Models    mapped_pages (one mapping, read in place), cached_pages (a bounded cache: sealed files,
//           no mapping)
// Holds     (P1) no byte is handed out before its frame's header and payload were verified, and a
//           page's content passed the check that check_with() set
//           (P2) the payload of a pin stays where it is, unchanged, while the pin lives
//           (P3) an offset below first() belongs to a file that VACUUM replaced: it is read there
//                while a version of that file's time is held (storage/timeline.hpp)
// Threads   fetch: any number at once; a pin is used by one thread, and may be handed to
//           another
// Errors    XX001 naming file and offset: no verifying page or value frame is there, or the page is
//           not what the check wants; 58030
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/config.hpp>
#include <helios/storage/frame_file.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace helios::storage {

/// Holds a payload in place. Copies are cheap.  Requires that the page source outlives it.
class pin {
 public:
  pin() = default;
  /// `count`, where there is one, has been raised for this pin already.
  explicit pin(byte_view payload, std::atomic<std::uint32_t>* count = nullptr) noexcept
      : payload_(payload), count_(count) {}
  pin(pin const& other) noexcept : payload_(other.payload_), count_(other.count_) {
    if (count_ != nullptr) count_->fetch_add(1, std::memory_order_relaxed);
  }
  pin(pin&& other) noexcept
      : payload_(std::exchange(other.payload_, {})), count_(std::exchange(other.count_, nullptr)) {}
  pin& operator=(pin other) noexcept {
    std::swap(payload_, other.payload_);
    std::swap(count_, other.count_);
    return *this;
  }
  ~pin() {
    // Release: what was read through the pin happens before the page is reused.
    if (count_ != nullptr) count_->fetch_sub(1, std::memory_order_release);
  }

  [[nodiscard]] byte_view payload() const noexcept { return payload_; }

 private:
  byte_view payload_;
  std::atomic<std::uint32_t>* count_ = nullptr;
};

class page_source {
 public:
  explicit page_source(frame_file& from) noexcept : file_(&from) {}
  page_source(page_source const&) = delete;
  page_source& operator=(page_source const&) = delete;
  virtual ~page_source() = default;

  /// The page whose payload begins at `payload_offset`.
  [[nodiscard]] virtual pin fetch(std::uint64_t payload_offset) = 0;
  /// Bytes of the file that were read, at a place where they stay as long as this; nullptr: there
  /// is none. Nothing vouches for them but who read them.
  [[nodiscard]] virtual std::byte const* in_place(std::uint64_t, std::uint64_t) const noexcept {
    return nullptr;
  }
  /// A page that is fetched soon: a hint, and cheap.
  virtual void expect(std::uint64_t) const noexcept {}
  /// The values whose payload begins there: their reader checks them.
  [[nodiscard]] virtual pin fetch_values(std::uint64_t payload_offset) = 0;

  /// What is wrong with a page's content, or nullptr. Asked once for each page that comes into
  /// memory. It may fetch what its page refers to, with a check that fetches nothing.
  using page_check = char const* (*)(byte_view payload, page_source& from);
  /// A page that is checked in this way if it comes into memory only now.
  [[nodiscard]] virtual pin fetch_with(std::uint64_t payload_offset, page_check how) = 0;
  /// How fetch() checks; set before the first one.
  void check_with(page_check how) noexcept { check_ = how; }

  /// A file that VACUUM replaced, and its pages while somebody still reads them.
  struct older_file {
    std::uint64_t first = 0;  // the offset of its first frame
    std::weak_ptr<page_source> pages;
  };
  /// Where to look for what is numbered below this file's first frame, ascending; set before the
  /// first fetch.
  void continue_from(std::vector<older_file> files) { older_ = std::move(files); }
  [[nodiscard]] std::vector<older_file> const& older() const noexcept { return older_; }
  [[nodiscard]] std::uint64_t first() const noexcept { return file_->first(); }

 protected:
  [[nodiscard]] frame_file& source() const noexcept { return *file_; }
  /// The frame of a type whose payload begins there; XX001 when there is none.
  [[nodiscard]] HELIOS_DECL frame_header find(std::uint64_t payload_offset, frame_type type) const;
  [[nodiscard]] page_check usual_check() const noexcept { return check_; }
  /// Throws XX001 when a page's content does not pass a check.
  HELIOS_DECL void apply(page_check how, std::uint64_t payload_offset, byte_view payload);
  /// The pages of the older file that an offset below first() belongs to. Whoever holds a reference
  /// holds that file: this is for the time of one call.
  [[nodiscard]] HELIOS_DECL std::shared_ptr<page_source> older_with(
      std::uint64_t payload_offset) const;

 private:
  frame_file* file_;
  page_check check_ = nullptr;  // nullptr: not at all
  std::vector<older_file> older_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/page_source.ipp>
#endif
