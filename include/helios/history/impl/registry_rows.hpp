// helios/history/impl/registry_rows.hpp -- what a checkpoint puts into one tree of the registry.
#pragma once

#include <helios/storage/draft.hpp>

#include <vector>

namespace helios::history::detail {

/// Rows on their way into one registry tree.
class registry_rows {
 public:
  explicit registry_rows(storage::shape form) : form_(std::move(form)), builder_(form_) {}
  storage::row_builder& row() {
    builder_.clear();
    return builder_;
  }
  void put(storage::key_view const& key) {
    byte_view const image = builder_.image();
    images_.insert(images_.end(), image.begin(), image.end());
    end(key);
  }
  void erase(storage::key_view const& key) { end(key); }
  void apply(storage::draft& to, tree_id id) const {
    if (!to.has(id)) to.create(id, form_);
    storage::tree_ops ops;
    ops.reserve(keys_.size());
    std::size_t begin = 0;
    for (std::size_t i = 0; i != keys_.size(); begin = ends_[i++]) {
      byte_view const image = byte_view(images_).subspan(begin, ends_[i] - begin);
      ops.push_back({keys_[i].view(), image, image.empty()});
    }
    if (!ops.empty()) to.apply(id, ops);
  }

 private:
  void end(storage::key_view const& key) {
    keys_.emplace_back(form_.keys(), key);
    ends_.push_back(images_.size());
  }

  storage::shape form_;
  storage::row_builder builder_;
  std::vector<storage::key> keys_;
  bytes images_;                   // one behind the other; none: the key is erased
  std::vector<std::size_t> ends_;  // of each key's
};

}  // namespace helios::history::detail
