// helios/storage/impl/timeline.ipp -- publishing versions and releasing what no version reaches.
#pragma once

#include <helios/storage/timeline.hpp>

#include <helios/storage/tree_walk.hpp>

namespace helios::storage {

version_ptr timeline::publish(database_root const& root, scn at, std::vector<node_ref> superseded,
                              std::vector<version_ptr> holds) {
  auto made = std::make_unique<version>();
  made->root_ = root;
  made->at_ = at;
  made->born_ = space_->tick();
  made->holds_ = std::move(holds);
  made->line_ = shared_from_this();
  version* const v = made.get();
  version_ptr const result(made.release(), [](version const* dying) {
    auto* const d = const_cast<version*>(dying);
    std::shared_ptr<timeline> const line = d->line_;
    line->died(d);
    delete d;
  });
  std::lock_guard const hold(lock_);
  if (newest_ != nullptr) {
    HELIOS_EXPECTS(newest_->dead_.empty());
    newest_->dead_ = std::move(superseded);
    newest_->newer_ = v;
  }
  v->older_ = newest_;
  newest_ = v;
  return result;
}

void timeline::retract_to(version_ptr const& last) {
  std::lock_guard const hold(lock_);
  while (newest_ != nullptr && newest_ != last.get()) {
    version* const v = newest_;
    version* const older = v->older_;
    HELIOS_EXPECTS(older != nullptr);
    // What v was about to retire is alive again; what it made is its own.
    std::vector<node_ref> made;
    auto const collect = [&](node_ref n) {
      if (header_of(n).owner == owner_ && header_of(n).birth > older->born_) made.push_back(n);
    };
    each_tree(v->root_, *space_, [&](tree_id, tree const& t) { each_heap_node(t.root(), collect); });
    each_heap_node(v->root_.trees, collect);
    each_heap_node(v->root_.shapes, collect);
    v->dead_ = std::move(made);
    v->retracted_ = true;
    older->dead_.clear();
    older->newer_ = nullptr;
    newest_ = older;
  }
}

void timeline::died(version* v) noexcept {
  std::vector<node_ref> free;
  bool last = false;
  if (v->retracted_) {
    for (node_ref const n : v->dead_) space_->pool().release(n);
    return;
  }
  {
    std::lock_guard const hold(lock_);
    version* const older = v->older_;
    if (older != nullptr) older->newer_ = v->newer_;
    if (v->newer_ != nullptr) {
      v->newer_->older_ = older;
    } else {
      newest_ = older;
    }
    last = newest_ == nullptr;
    // What v was the last to reach is released, unless an older version reaches it too.
    if (older == nullptr) {
      free.swap(v->dead_);
    } else {
      std::size_t kept = 0;
      for (node_ref const n : v->dead_) {
        if (header_of(n).birth <= older->born_) {
          v->dead_[kept++] = n;
        } else {
          space_->pool().release(n);
        }
      }
      v->dead_.resize(kept);
      if (older->dead_.empty()) {
        older->dead_.swap(v->dead_);
      } else {
        older->dead_.insert(older->dead_.end(), v->dead_.begin(), v->dead_.end());
      }
    }
  }
  for (node_ref const n : free) space_->pool().release(n);
  if (last) release_all(v->root_);
}

void timeline::release_all(database_root const& root) noexcept {
  std::vector<node_ref> mine;
  auto const collect = [&](node_ref n) {
    if (header_of(n).owner == owner_) mine.push_back(n);
  };
  try {
    each_tree(root, *space_, [&](tree_id, tree const& t) { each_heap_node(t.root(), collect); });
    each_heap_node(root.trees, collect);
    each_heap_node(root.shapes, collect);
  } catch (error const&) {
    // A page of the directory cannot be read: these nodes' memory returns with the pool.
  }
  for (node_ref const n : mine) space_->pool().release(n);
}

std::size_t timeline::held() const {
  std::lock_guard const hold(lock_);
  std::size_t n = 0;
  for (version const* v = newest_; v != nullptr; v = v->older_) ++n;
  return n;
}

}  // namespace helios::storage
