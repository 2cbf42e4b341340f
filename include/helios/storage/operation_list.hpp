// helios/storage/operation_list.hpp -- the operations of many commits on one tree, left where the
// commits have them.
//
// Shape     16 bytes for an operation: the word of its key, by which most of them are sorted; the
//           number of its commit in a payload_list, and where in the payload it begins
// Holds     (O1) after settle() keys ascend strictly, and an operation is the last that was added
//                on its key
// Threads   any number may read what is settled
// Errors    none of its own: what is added was read once
// Cost      add: 3 ns; settle: about 10 ns per operation; operation(): a decode
#pragma once

#include <helios/base/arena.hpp>
#include <helios/storage/commit_record.hpp>
#include <helios/storage/frame_codec.hpp>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace helios::storage {

/// The payloads of commits, numbered: copies, or where they stay by themselves.
class payload_list {
 public:
  /// `stays`: the same bytes at a place where they outlive this; without one they are copied.
  std::uint32_t add(byte_view payload, std::byte const* stays) {
    if (stays == nullptr) {
      stays = as_bytes(copies_.copy(as_text(payload))).data();
      copied_ += payload.size();
    }
    begins_.push_back(stays);
    return static_cast<std::uint32_t>(begins_.size() - 1);
  }
  [[nodiscard]] std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(begins_.size());
  }
  [[nodiscard]] std::uint64_t memory() const noexcept {
    return copied_ + sizeof(std::byte const*) * begins_.capacity();
  }
  /// From a place in a payload on.
  [[nodiscard]] byte_view at(std::uint32_t number, std::uint32_t place) const noexcept {
    return {begins_[number] + place, max_payload - place};
  }

 private:
  arena copies_;
  std::uint64_t copied_ = 0;
  std::vector<std::byte const*> begins_;
};

class operation_list {
 public:
  struct entry {
    std::uint64_t word;
    std::uint32_t commit;
    std::uint32_t at;
  };

  /// Requires the payloads to outlive this.
  operation_list(key_kind keys, payload_list const& in) noexcept : keys_(keys), in_(&in) {}

  [[nodiscard]] key_kind keys() const noexcept { return keys_; }
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] std::uint64_t memory() const noexcept {
    return sizeof(entry) * entries_.capacity();
  }

  HELIOS_DECL void add(std::uint32_t commit, std::size_t at, key_view const& key);
  HELIOS_DECL void settle();
  template <class K>
  [[nodiscard]] typename K::view key(std::size_t i) const {
    return key_of<K>(entries_[i]);
  }
  [[nodiscard]] std::uint32_t commit(std::size_t i) const noexcept { return entries_[i].commit; }
  [[nodiscard]] tree_op operation(std::size_t i) const {
    return decode_operation(in_->at(entries_[i].commit, entries_[i].at), keys_);
  }
  /// Takes the entries in [begin, end) of each range out. Requires ascending ranges.
  HELIOS_DECL void remove(std::span<std::pair<std::size_t, std::size_t> const> ranges);

 private:
  template <class K>
  [[nodiscard]] typename K::view key_of(entry const& e) const {
    if constexpr (K::kind == key_kind::int64) {
      return static_cast<std::int64_t>(e.word ^ std::uint64_t{1} << 63);
    } else {
      return K::of(decode_operation_key(in_->at(e.commit, e.at), keys_));
    }
  }
  template <class K>
  void settle_keys();

  key_kind keys_;
  payload_list const* in_;
  std::vector<entry> entries_;
  byte_view first_;         // byte keys: the first one added
  std::size_t prefix_ = 0;  // what all have in common with it
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/operation_list.ipp>
#endif
