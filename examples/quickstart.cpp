// examples/quickstart.cpp -- a tour of what helios can do today: records that notice their damage.
#include <helios/helios.hpp>

#include <cstdio>
#include <string>

namespace {

// [record]
struct person {
  std::int64_t id = 0;
  std::string name;
};

helios::bytes encode(person const& p) {
  helios::bytes out;
  helios::byte_writer writer(out);
  writer.put_varint(helios::zigzag(p.id));
  writer.put_sized(helios::as_bytes(p.name));
  writer.put(helios::checksum(out));
  return out;
}

person decode(helios::byte_view record) {
  helios::byte_reader reader(record);
  person p;
  p.id = helios::unzigzag(reader.get_varint());
  p.name = helios::as_text(reader.get_sized());
  std::size_t const covered = record.size() - reader.left();
  if (reader.get<std::uint64_t>() != helios::checksum(record.first(covered))) {
    throw helios::error(helios::errc::data_corrupted, "the checksum of a person is wrong");
  }
  return p;
}
// [/record]

void tell(char const* what, helios::byte_view record) {
  try {
    person const p = decode(record);
    std::printf("%-18s person %lld is %s\n", what, static_cast<long long>(p.id), p.name.c_str());
  } catch (helios::error const& e) {
    std::printf("%-18s %.*s: %s\n", what, static_cast<int>(e.sqlstate().size()),
                e.sqlstate().data(), e.what());
  }
}

}  // namespace

int main() {
  std::printf("helios %s\n", HELIOS_VERSION_STRING);
  helios::bytes record = encode({.id = 1815, .name = "Ada Lovelace"});
  std::printf("%-18s %zu bytes\n", "encoded", record.size());
  tell("read back", record);
  tell("cut short", helios::byte_view(record).first(6));
  record[5] ^= std::byte{1};
  tell("one bit changed", record);
}
