// helios/history/impl/change_filter.ipp -- changes as numbers, and filters of them.
#pragma once

#include <helios/history/change_filter.hpp>

#include <helios/base/checksum.hpp>

#include <array>

namespace helios::history {

namespace detail {

inline constexpr std::size_t filter_words = 8;
inline constexpr std::size_t filter_block = 4 * filter_words;
inline constexpr std::size_t bits_per_change = 12;
inline constexpr std::size_t longest_filter = std::size_t{64} << 10;
inline constexpr std::array<std::uint32_t, filter_words> filter_factors = {
    0x6824fe55, 0xf2b35d21, 0xba692a03, 0xc1db22d7, 0xdf4e6e4b, 0xa712992d, 0xe6eef4c5, 0xf745d033};

/// Where the block of a change begins in a filter.
[[nodiscard]] inline std::size_t filter_place(change c, std::size_t filter_bytes) noexcept {
  std::uint64_t const blocks = filter_bytes / filter_block;
  return static_cast<std::size_t>((static_cast<std::uint64_t>(c) >> 32) * blocks >> 32) *
         filter_block;
}
[[nodiscard]] inline std::uint32_t filter_bit(change c, std::size_t word) noexcept {
  return std::uint32_t{1} << (static_cast<std::uint32_t>(c) * filter_factors[word] >> 27);
}

}  // namespace detail

change change_of(branch_id branch, tree_id tree) noexcept {
  std::array<std::byte, 12> name;
  store(name.data(), raw(branch));
  store(name.data() + 4, raw(tree));
  static_assert(sizeof raw(branch) == 4 && sizeof raw(tree) == 8);
  return change{checksum(name)};
}

change change_of(change tree, storage::key_kind keys, storage::key_view const& key) noexcept {
  auto const seed = static_cast<std::uint64_t>(tree);
  if (keys == storage::key_kind::bytes) return change{checksum(key.text, seed)};
  std::array<std::byte, 8> number;
  store(number.data(), key.number);
  return change{checksum(number, seed)};
}

namespace detail {

inline void add_whole_trees(std::vector<change>& to, branch_id branch,
                            storage::commit_record const& record) {
  for (storage::tree_definition const& d : record.definitions)
    to.push_back(change_of(branch, d.id));
  for (storage::splice const& s : record.splices) to.push_back(change_of(branch, s.id));
}

}  // namespace detail

std::vector<change> changes_of(branch_id branch, storage::commit_record const& record) {
  std::vector<change> all;
  detail::add_whole_trees(all, branch, record);
  for (storage::tree_operations const& t : record.trees) {
    change const tree = change_of(branch, t.id);
    for (storage::tree_op const& o : t.ops) all.push_back(change_of(tree, t.keys, o.key));
  }
  return all;
}

std::vector<change> changes_of(branch_id branch, storage::commit_reader& commit) {
  std::vector<change> all;
  detail::add_whole_trees(all, branch, commit.record());
  while (commit.next_tree()) {
    change const tree = change_of(branch, commit.tree());
    commit.each_operation([&](std::size_t, storage::key_view const& key) {
      all.push_back(change_of(tree, commit.keys(), key));
    });
  }
  return all;
}

bytes make_filter(std::span<change const> changes) {
  std::size_t const wanted =
      align_up(changes.size() * detail::bits_per_change / 8 + 1, detail::filter_block);
  if (wanted > detail::longest_filter) return {};
  bytes filter(wanted);
  for (change const c : changes) {
    std::byte* const block = filter.data() + detail::filter_place(c, wanted);
    for (std::size_t w = 0; w != detail::filter_words; ++w)
      store(block + 4 * w, load<std::uint32_t>(block + 4 * w) | detail::filter_bit(c, w));
  }
  return filter;
}

bool may_hold(byte_view filter, change wanted) noexcept {
  if (filter.size() < detail::filter_block) return true;
  std::byte const* const block = filter.data() + detail::filter_place(wanted, filter.size());
  bool all = true;
  for (std::size_t w = 0; w != detail::filter_words; ++w)
    all = all && (load<std::uint32_t>(block + 4 * w) & detail::filter_bit(wanted, w)) != 0;
  return all;
}

}  // namespace helios::history
