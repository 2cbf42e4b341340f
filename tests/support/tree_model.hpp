// tests/support/tree_model.hpp -- a tree and a map that should equal it, driven by the same random
// batches.
#pragma once

#include <helios/storage/tree_edit.hpp>
#include <helios/storage/tree_walk.hpp>

#include <map>
#include <optional>
#include <random>
#include <string>

namespace helios::testing {

using namespace helios::storage;

/// Rows of two columns (int64, text or NULL) under int64 keys; byte keys are the number written as
/// text.
struct tree_model {
  key_kind kind;
  shape form{kind, {{column_id{1}, physical_type::int64}, {column_id{2}, physical_type::bytes}}};
  using rows = std::map<std::string, std::pair<std::int64_t, std::optional<std::string>>>;
  rows content{};
  tree_root root{};

  [[nodiscard]] std::string key_of(std::int64_t k) const {
    if (kind == key_kind::bytes)
      return "user:" + std::to_string(k * 7919 % 100003) + ":" + std::to_string(k);
    std::string sorted(8, '\0');
    std::uint64_t const word = static_cast<std::uint64_t>(k) ^ (std::uint64_t{1} << 63);
    for (int i = 0; i != 8; ++i)
      sorted[static_cast<std::size_t>(i)] = static_cast<char>(word >> (56 - 8 * i));
    return sorted;
  }
  [[nodiscard]] key_view view_of(std::string const& k) const {
    if (kind == key_kind::bytes) return std::string_view(k);
    std::uint64_t word = 0;
    for (char const c : k) word = word << 8 | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(word ^ (std::uint64_t{1} << 63));
  }

  /// Applies a batch to both: the value of a key, or nullopt to erase it.
  void apply(tree_editor& edit, std::map<std::int64_t, std::optional<std::string>> const& batch) {
    std::map<std::string, std::pair<std::int64_t, std::optional<std::string>>> sorted;
    for (auto const& [k, v] : batch) sorted[key_of(k)] = {k, v};
    std::vector<bytes> images;
    images.reserve(sorted.size());
    tree_ops ops;
    for (auto const& [k, v] : sorted) {
      tree_op o{view_of(k), {}, !v.second};
      if (v.second) {
        row_builder b(form);
        b.add_value(v.first).add(*v.second == "NULL" ? cell{} : cell_of(*v.second));
        images.emplace_back(b.image().begin(), b.image().end());
        o.row = images.back();
        content[k] = {v.first, *v.second == "NULL" ? std::nullopt : v.second};
      } else {
        content.erase(k);
      }
      ops.push_back(o);
    }
    root = edit.apply(root, form, ops);
  }

  [[nodiscard]] static std::map<std::int64_t, std::optional<std::string>> random_batch(
      std::mt19937& rng, int size, int keys) {
    std::map<std::int64_t, std::optional<std::string>> batch;
    for (int i = 0; i != size; ++i) {
      auto const k = static_cast<std::int64_t>(rng() % static_cast<unsigned>(keys));
      std::string const v = rng() % 7 == 0 ? "NULL" : "v" + std::to_string(rng() % 50);
      batch[k] = rng() % 3 == 0 ? std::nullopt : std::optional<std::string>(v);
    }
    return batch;
  }
};

inline std::optional<std::string> text_of(cell const& c) {
  return c.null ? std::nullopt : std::optional<std::string>(as_text(c.data));
}

}  // namespace helios::testing
