// helios/storage/impl/draft.ipp -- changing a database state.
#pragma once

#include <helios/storage/draft.hpp>

#include <algorithm>
#include <utility>

namespace helios::storage {

draft::opened& draft::find(tree_id id) {
  for (std::size_t i = 0; i != in_first_; ++i) {
    if (first_[i].id == id) return first_[i];
  }
  if (auto const known = others_.find(id); known != others_.end()) return known->second;
  opened t{id, {}, {}};
  if (auto const stored = find_stored(base_, id, space())) t.stored = {stored->root, stored->form};
  // One that had to be made is written by finish().
  t.now = {made_root(t.stored.root), t.stored.form};
  if (in_first_ != first_.size()) return first_[in_first_++] = t;
  return others_.emplace(id, t).first->second;
}

template <class F>
void draft::each_opened(F&& f) const {
  for (std::size_t i = 0; i != in_first_; ++i) f(first_[i]);
  for (auto const& [id, tree] : others_) f(tree);
}

void draft::throw_missing(tree_id id) {
  throw error(errc::undefined_object, "tree " + std::to_string(raw(id)) + " does not exist");
}

void draft::change(tree_id id, state& s, state const& to) {
  if (marked_) undo_log_.push_back({id, s});
  s = to;
}

bool draft::has(tree_id id) { return at(id).form != nullptr; }

std::int64_t draft::apply(tree_id id, std::span<tree_op const> ops) {
  state& s = existing(id);
  std::uint64_t const before = s.root.rows;
  change(id, s, {editor_.apply(s.root, *s.form, ops), s.form});
  return static_cast<std::int64_t>(s.root.rows - before);
}

void draft::replace(splice const& with) {
  state& s = existing(with.id);
  change(with.id, s, {editor_.replace(s.root, *s.form, with), s.form});
}

void draft::put_shape(tree_id id, shape const* form) {
  shape const& of_shapes = space().shapes().shapes();
  tree_op op{static_cast<std::int64_t>(raw(id)), {}, form == nullptr};
  bytes image;
  if (form != nullptr) {
    row_builder b(of_shapes);
    bytes const encoded = form->encode();
    b.add(cell_of(byte_view(encoded)));
    image.assign(b.image().begin(), b.image().end());
    op.row = image;
  }
  shapes_ = editor_.apply(shapes_, of_shapes, {&op, 1});
}

void draft::create(tree_id id, shape const& form) {
  state& s = at(id);
  if (s.form != nullptr)
    throw error(errc::duplicate_object, "tree " + std::to_string(raw(id)) + " already exists");
  shape const& kept = space().shapes().add(form);
  put_shape(id, &kept);
  change(id, s, {tree_root{}, &kept});
}

void draft::reshape(tree_id id, shape const& form) {
  state& s = existing(id);
  if (s.form->keys() != form.keys())
    throw error(errc::data_corrupted,
                "tree " + std::to_string(raw(id)) + " is given another kind of keys");
  shape const& kept = space().shapes().add(form);
  put_shape(id, &kept);
  change(id, s, {s.root, &kept});
}

void draft::drop(tree_id id) {
  state& s = existing(id);
  put_shape(id, nullptr);
  editor_.abandon(s.root);
  change(id, s, {});
}

void draft::set_root(tree_id id, tree_root const& root) {
  state& s = existing(id);
  change(id, s, {root, s.form});
}

draft::mark_point draft::mark() {
  marked_ = true;
  return {editor_.mark(space().tick()), shapes_, undo_log_.size()};
}

void draft::undo_to(mark_point const& m) {
  while (undo_log_.size() > m.log) {
    at(undo_log_.back().id) = undo_log_.back().before;
    undo_log_.pop_back();
  }
  shapes_ = m.shapes;
  editor_.undo_to(m.edit);
}

database_root draft::finish() { return finish(false); }

database_root draft::finish_in_memory() { return finish(true); }

database_root draft::finish(bool may_lag) {
  database_root made = base_;
  made.shapes = shapes_;
  std::size_t changed = 0;
  opened const* last = nullptr;
  each_opened([&](opened const& t) {
    if (!t.changed()) {
      made.relied_on = {t.id, {t.now.root, t.now.form}};
      return;
    }
    ++changed;
    last = &t;
    if (made.relied_on.id == t.id) made.relied_on = {};
  });
  if (may_lag && changed == 0) return made;
  bool const one = may_lag && changed == 1 && (!base_.lags || base_.lags_for(last->id));
  if (one && last->now.form != nullptr && last->now.form == last->stored.form) {
    made.written = {last->id, {last->now.root, last->now.form}};
    made.lags = true;
  } else {
    write_directory(made);
  }
  return made;
}

/// Rows for the trees that changed, and for the one that the base names beside its directory.
void draft::write_directory(database_root& made) {
  shape_cache const& shapes = space().shapes();
  if (base_.lags) static_cast<void>(at(base_.written.id));
  made.lags = false;
  std::vector<opened const*> changed;
  each_opened([&](opened const& t) {
    if (t.changed() || base_.lags_for(t.id)) changed.push_back(&t);
  });
  if (changed.empty()) return;
  std::sort(changed.begin(), changed.end(), [](auto* a, auto* b) { return a->id < b->id; });
  std::vector<bytes> images;
  images.reserve(changed.size());
  tree_ops ops;
  ops.reserve(changed.size());
  made.written = {};
  for (opened const* const t : changed) {
    tree_op op{static_cast<std::int64_t>(raw(t->id)), {}, t->now.form == nullptr};
    if (t->now.form != nullptr) {
      made.written = {t->id, {t->now.root, t->now.form}};
      op.row = images.emplace_back(encode_entry(shapes, entry_of(made.written.tree)));
    }
    ops.push_back(op);
  }
  made.trees = editor_.apply(base_.trees, shapes.trees(), ops);
}

}  // namespace helios::storage
