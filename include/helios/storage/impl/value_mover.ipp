// helios/storage/impl/value_mover.ipp -- values read from the old file, put into the new one.
#pragma once

#include <helios/storage/value_mover.hpp>

#include <helios/storage/long_value.hpp>

namespace helios::storage {

void value_mover::move(std::byte* reference) {
  auto const old = load<value_ref>(reference);
  if (old.offset >= from_->first()) return;
  auto at = moved_.find(old.offset + old.begin);
  if (at == moved_.end()) {
    content const value = read_value(old, *from_);
    at = moved_.try_emplace(old.offset + old.begin).first;
    to_.put(value.data, reinterpret_cast<std::byte*>(&at->second));
  }
  waiting_.emplace_back(reference, &at->second);
}

void value_mover::flush() {
  to_.flush();
  for (auto const& [reference, moved] : waiting_) store(reference, *moved);
  waiting_.clear();
}

}  // namespace helios::storage
