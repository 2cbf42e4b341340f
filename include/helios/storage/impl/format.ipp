// helios/storage/impl/format.ipp -- the header page and the durable mark as bytes.
#pragma once

#include <helios/storage/format.hpp>

#include <helios/base/checksum.hpp>

#include <algorithm>

namespace helios::storage {

namespace format_detail {

inline constexpr std::array<char, 8> magic{'h', 'e', 'l', 'i', 'o', 's', '\0', '\1'};
inline constexpr std::size_t sum_at = page_bytes - 8;
// The header page is summed under a constant of its own, for its key is not known before it is
// read.
inline constexpr std::uint64_t header_seed = 0x68656c696f730001;

}  // namespace format_detail

std::uint64_t file_header::key() const noexcept { return checksum(id); }

page_image encode(file_header const& header) noexcept {
  page_image page{};
  store(page.data(), format_detail::magic);
  store(page.data() + 8, header.version);
  store(page.data() + 12, header.flags);
  store(page.data() + 16, static_cast<std::uint32_t>(page_bytes));
  store(page.data() + 24, header.id);
  store(page.data() + 40, header.created);
  store(page.data() + 48, header.shift);
  seal_page(page, format_detail::header_seed);
  return page;
}

file_header decode_header(page_image const& page, std::string_view path) {
  std::string const name = '"' + std::string(path) + '"';
  if (load<std::array<char, 8>>(page.data()) != format_detail::magic)
    throw error(errc::io_error, name + " is not a helios database")
        .detail("Its first bytes are not those of a helios file. It was not changed.");
  // The sum comes first: formats to come keep it where it is, so that a flipped bit in the version
  // does not pass for a newer file.
  if (!verify_page(page, format_detail::header_seed))
    throw damaged(path, 0, "The header page does not match its checksum.");
  file_header header;
  header.version = load<std::uint32_t>(page.data() + 8);
  header.flags = load<std::uint32_t>(page.data() + 12);
  header.id = load<file_id>(page.data() + 24);
  header.created = load<microseconds>(page.data() + 40);
  header.shift = load<std::uint64_t>(page.data() + 48);
  if (header.version != format_version)
    throw error(errc::feature_not_supported,
                name + " was written in file format " + std::to_string(header.version))
        .detail("This helios reads file format " + std::to_string(format_version) + ".")
        .hint("Open it with a newer helios.");
  if (header.flags != 0 || load<std::uint32_t>(page.data() + 16) != page_bytes)
    throw error(errc::feature_not_supported, name + " uses features that this helios does not know")
        .hint("Open it with a newer helios.");
  constexpr std::uint64_t highest_shift = std::uint64_t{1} << 62;
  if (header.shift % page_bytes != 0 || header.shift > highest_shift)
    throw damaged(path, 48, "The number of the first frame makes no sense.");
  return header;
}

file_header read_header(file& from, std::string_view path) {
  page_image const page = read_page(from, 0);
  std::uint64_t const size = from.size();
  if (size < log_begin && load<std::array<char, 8>>(page.data()) == format_detail::magic)
    throw damaged(path, size, "The file ends there, within its first pages: it was cut off.");
  return decode_header(page, path);
}

durable_image encode(durable_mark const& mark, std::uint64_t key) noexcept {
  durable_image image{};
  store(image.data(), mark.end);
  store(image.data() + 8, mark.scn);
  store(image.data() + 16, checksum({image.data(), 16}, place_seed(key, durable_offset)));
  return image;
}

std::optional<durable_mark> decode_durable(durable_image const& image, std::uint64_t key) noexcept {
  if (load<std::uint64_t>(image.data() + 16) !=
      checksum({image.data(), 16}, place_seed(key, durable_offset)))
    return std::nullopt;
  return durable_mark{load<std::uint64_t>(image.data()), load<scn>(image.data() + 8)};
}

std::uint64_t place_seed(std::uint64_t key, std::uint64_t offset) noexcept {
  // The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection, so two offsets never share
  // a seed.
  std::uint64_t z = offset + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return key ^ z ^ (z >> 31);
}

void seal_page(page_image& page, std::uint64_t seed) noexcept {
  store(page.data() + format_detail::sum_at, checksum({page.data(), format_detail::sum_at}, seed));
}

bool verify_page(page_image const& page, std::uint64_t seed) noexcept {
  return load<std::uint64_t>(page.data() + format_detail::sum_at) ==
         checksum({page.data(), format_detail::sum_at}, seed);
}

page_image read_page(file& from, std::uint64_t offset) {
  page_image page{};
  static_cast<void>(from.read(offset, page));  // a short read leaves zeros, which no sum accepts
  return page;
}

error damaged(std::string_view path, std::uint64_t offset, std::string detail) {
  return error(errc::data_corrupted,
               '"' + std::string(path) + "\" is damaged at offset " + std::to_string(offset))
      .detail(std::move(detail))
      .hint("Nothing was changed. Restore the file from a backup.");
}

}  // namespace helios::storage
