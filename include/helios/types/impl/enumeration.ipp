// helios/types/impl/enumeration.ipp -- the definitions that this process knows.
#pragma once

#include <helios/types/enumeration.hpp>

#include <helios/base/assert.hpp>
#include <helios/base/error.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <limits>
#include <mutex>
#include <unordered_map>

namespace helios::types {

namespace detail {

/// All definitions by number. Readers go through pointers that are written once: block b holds
/// those from 2^b - 1 on, 2^b of them.
class known_enumerations {
 public:
  [[nodiscard]] std::int32_t find_or_add(enumeration&& e) {
    std::lock_guard const hold(lock_);
    std::size_t const sum = sum_of(e);
    for (auto [at, end] = numbers_.equal_range(sum); at != end; ++at) {
      if (get(at->second) == e) return at->second;
    }
    std::int32_t const number = count_.load(std::memory_order_relaxed);
    auto const [block, place] = place_of(number);
    if (place == 0)
      blocks_[block].store(new slot[std::size_t{1} << block]{}, std::memory_order_release);
    blocks_[block].load(std::memory_order_relaxed)[place] = new enumeration(std::move(e));
    numbers_.emplace(sum, number);
    count_.store(number + 1, std::memory_order_release);
    return number;
  }
  [[nodiscard]] enumeration const& get(std::int32_t number) const noexcept {
    auto const [block, place] = place_of(number);
    return *blocks_[block].load(std::memory_order_acquire)[place];
  }
  [[nodiscard]] std::int32_t count() const noexcept {
    return count_.load(std::memory_order_acquire);
  }

 private:
  using slot = enumeration const*;

  [[nodiscard]] static std::pair<std::size_t, std::size_t> place_of(std::int32_t number) noexcept {
    auto const n = static_cast<std::uint32_t>(number) + 1;
    auto const block = static_cast<std::size_t>(std::bit_width(n) - 1);
    return {block, n - (std::size_t{1} << block)};
  }
  [[nodiscard]] static std::size_t sum_of(enumeration const& e) {
    std::size_t sum = std::hash<std::string>{}(e.name) + e.identity;
    for (enumeration_label const& l : e.labels)
      sum = sum * 31 + std::hash<std::string>{}(l.text) + static_cast<std::uint32_t>(l.number);
    return sum;
  }

  std::mutex lock_;
  std::array<std::atomic<slot*>, 31> blocks_{};
  std::atomic<std::int32_t> count_{0};
  std::unordered_multimap<std::size_t, std::int32_t> numbers_;
};

[[nodiscard]] inline known_enumerations& enumerations() noexcept {
  // Never ended: a value may be printed while the process ends.
  static known_enumerations* const all = new known_enumerations;
  return *all;
}

inline constexpr std::int32_t widest_gap = std::int32_t{1} << 20;

}  // namespace detail

std::optional<std::int32_t> enumeration::find(std::string_view label) const noexcept {
  for (enumeration_label const& l : labels) {
    if (l.text == label) return l.number;
  }
  return {};
}

std::string const* enumeration::find(std::int32_t number) const noexcept {
  auto const at =
      std::lower_bound(labels.begin(), labels.end(), number,
                       [](enumeration_label const& l, std::int32_t n) { return l.number < n; });
  return at == labels.end() || at->number != number ? nullptr : &at->text;
}

std::int32_t number_of(enumeration definition) {
  return detail::enumerations().find_or_add(std::move(definition));
}

enumeration const& definition_of(std::int32_t number) noexcept {
  HELIOS_EXPECTS(number >= 0 && number < definition_count());
  return detail::enumerations().get(number);
}

std::int32_t definition_count() noexcept { return detail::enumerations().count(); }

std::string shown_name(enumeration const& e) {
  auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  auto const inner = [&](char c) { return plain(c) || (c >= '0' && c <= '9') || c == '$'; };
  if (!e.name.empty() && plain(e.name.front()) && std::all_of(e.name.begin(), e.name.end(), inner))
    return e.name;
  std::string quoted = "\"";
  for (char const c : e.name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::vector<enumeration_label> number_labels(std::vector<std::string> const& texts) {
  // The first is 0, so that every label has as much room behind it as the whole range allows.
  auto const n = static_cast<std::int64_t>(texts.size());
  std::int64_t const gap = std::clamp<std::int64_t>(
      std::numeric_limits<std::int32_t>::max() / (n + 1), 1, detail::widest_gap);
  std::vector<enumeration_label> labels;
  for (std::int64_t i = 0; i != n; ++i)
    labels.push_back({static_cast<std::int32_t>(i * gap), texts[static_cast<std::size_t>(i)]});
  return labels;
}

std::optional<std::int32_t> number_between(std::vector<enumeration_label> const& labels,
                                           std::size_t position) noexcept {
  HELIOS_EXPECTS(position <= labels.size());
  if (labels.empty()) return 0;
  using limits = std::numeric_limits<std::int32_t>;
  std::int64_t const below =
      position == 0 ? std::int64_t{limits::min()} - 1 : labels[position - 1].number;
  std::int64_t const above =
      position == labels.size() ? std::int64_t{limits::max()} + 1 : labels[position].number;
  if (above - below < 2) return {};
  std::int64_t number = below + (above - below) / 2;
  if (position == 0) number = std::max(number, above - detail::widest_gap);
  if (position == labels.size()) number = std::min(number, below + detail::widest_gap);
  return static_cast<std::int32_t>(number);
}

enumerator parse_enumerator(std::string_view label, std::int32_t definition) {
  enumeration const& e = definition_of(definition);
  if (auto const number = e.find(label)) return {*number, definition};
  throw error(errc::invalid_text_representation,
              "invalid input value for enum " + shown_name(e) + ": \"" + std::string(label) + '"');
}

std::string_view label_of(enumerator e) {
  std::string const* const label = definition_of(e.definition).find(e.number);
  if (label == nullptr)
    throw error(errc::data_corrupted, "a stored value is none of its enumeration's");
  return *label;
}

enumerator to_definition(enumerator e, std::int32_t definition) {
  if (e.definition == definition) return e;
  enumeration const& to = definition_of(definition);
  if (definition_of(e.definition).identity == to.identity && to.find(e.number) != nullptr)
    return {e.number, definition};
  return parse_enumerator(label_of(e), definition);
}

}  // namespace helios::types
