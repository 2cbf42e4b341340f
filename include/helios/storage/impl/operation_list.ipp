// helios/storage/impl/operation_list.ipp -- operations put in key order where they stand.
#pragma once

#include <helios/storage/operation_list.hpp>

#include <helios/storage/impl/sort_operations.hpp>

#include <algorithm>

namespace helios::storage {

void operation_list::add(std::uint32_t commit, std::size_t at, key_view const& key) {
  auto const place = static_cast<std::uint32_t>(at);
  if (keys_ == key_kind::int64) {
    entries_.push_back({detail::word_of(key.number), commit, place});
    return;
  }
  if (entries_.empty()) {
    first_ = byte_keys::of(decode_operation_key(in_->at(commit, place), keys_));
    prefix_ = first_.size();
  }
  prefix_ = std::min<std::size_t>(prefix_, detail::common_prefix(first_.first(prefix_), key.text));
  entries_.push_back({0, commit, place});
}

void operation_list::settle() {
  if (!entries_.empty()) with_keys(keys_, [&](auto k) { settle_keys<decltype(k)>(); });
}

template <class K>
void operation_list::settle_keys() {
  if constexpr (K::kind == key_kind::bytes) {
    for (entry& e : entries_) e.word = normalised(key_of<K>(e), prefix_);
  }
  auto const order = [&](entry const& a, entry const& b) {
    if (a.word != b.word) return a.word < b.word ? -1 : 1;
    return K::kind == key_kind::int64 ? 0 : K::order(key_of<K>(a), key_of<K>(b));
  };
  auto const unordered = [&](entry const& a, entry const& b) { return order(a, b) >= 0; };
  if (std::adjacent_find(entries_.begin(), entries_.end(), unordered) == entries_.end()) return;
  constexpr std::size_t few = 512;  // fewer are sorted faster by comparison
  if (entries_.size() < few) {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [&](entry const& a, entry const& b) { return order(a, b) < 0; });
  } else {
    detail::sort_by_word(entries_);
    if constexpr (K::kind == key_kind::bytes) detail::sort_ties(entries_, order);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i != entries_.size(); ++i) {
    if (i + 1 == entries_.size() || order(entries_[i], entries_[i + 1]) != 0)
      entries_[kept++] = entries_[i];
  }
  entries_.resize(kept);
}

void operation_list::remove(std::span<std::pair<std::size_t, std::size_t> const> ranges) {
  std::size_t kept = 0;
  std::size_t next = 0;
  for (auto const& [begin, end] : ranges) {
    while (next != begin) entries_[kept++] = entries_[next++];
    next = end;
  }
  while (next != entries_.size()) entries_[kept++] = entries_[next++];
  entries_.resize(kept);
}

}  // namespace helios::storage
