// helios/storage/impl/leaf_load.ipp -- leaves cut off, and where they may go.
#pragma once

#include <helios/storage/leaf_load.hpp>

namespace helios::storage {

leaf_load::leaf_load(tree_space& space, tree_id id, tree const& before, value_writer& values)
    : space_(&space),
      id_(id),
      before_(before),
      values_(&values),
      owner_(space.new_owner()),
      rows_(before.form(), space.limits().base_rows) {}

leaf_load::~leaf_load() {
  for (node_ref const leaf : part_.leaves) space_->pool().release(leaf);
}

/// Rows of the tree below the key, and behind those that came, are passed.
bool leaf_load::make_room(std::int64_t key) {
  constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
  constexpr std::uint32_t few = 64;
  if (ended_) return false;
  cursor above(before_, key_view(key));
  bool const any = above.next();
  if (any && above.key().number == key) return false;
  auto const below = before_.floor(key_view(key));
  bool const passes = below && below->key().number >= least_ && count() != 0;
  if (passes && rows_.size() < few) return false;
  if (passes) cut_apart();
  limit_ = any ? above.key().number : end;
  return true;
}

void leaf_load::cut() {
  if (rows_.size() == 0) return;
  if (broken_)
    throw error(errc::object_not_in_prerequisite_state, "a load of rows has failed before");
  broken_ = true;
  std::int64_t const first = rows_.keys().front();
  std::int64_t const last = rows_.keys().back();
  std::uint32_t const count = rows_.size();
  part_.leaves.reserve(part_.leaves.size() + 1);
  part_.leaves.push_back(rows_.build(space_->pool(), space_->tick(), owner_, *values_));
  values_->flush();
  rows_.clear();
  part_.rows += count;
  if (!std::exchange(joins_, true)) {
    splice& begun = part_.splices.emplace_back();
    begun.id = id_;
    begun.keys = key_kind::int64;
    begun.low = first;
  }
  splice& into = part_.splices.back();
  into.leaves.push_back({first, 0, count});
  into.to_end = last == std::numeric_limits<std::int64_t>::max();
  if (!into.to_end) into.high = last + 1;
  broken_ = false;
}

}  // namespace helios::storage
