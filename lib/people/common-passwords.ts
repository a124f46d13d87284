/** The most used passwords of at least eight characters, lower-cased. Whoever attacks tries these first. */
export const common: ReadonlySet<string> = new Set(
  `password 12345678 123456789 1234567890 12345678910 qwerty123 qwertyuiop 1q2w3e4r 1q2w3e4r5t password1 password12 password123 password1234 passw0rd
p@ssw0rd p@ssword iloveyou sunshine princess football baseball superman 11111111 00000000 88888888 87654321 987654321 9876543210 66666666 abcd1234
abc12345 abcdefgh abcdefg1 a1b2c3d4 asdfghjkl asdf1234 zxcvbnm1 zxcvbnm123 qazwsxedc 1qaz2wsx q1w2e3r4 qwer1234 welcome1 welcome123 letmein1 letmein123
admin123 admin1234 administrator changeme changeme1 changeme123 trustno1 starwars computer michelle jennifer michael1 whatever charlie1 jordan23 master12
dragon12 monkey12 shadow12 liverpool chocolate butterfly samantha metallica bonjour1 azertyuiop azerty123 motdepasse motdepasse1 soleil123 doudou123
loulou123 jetaime1 france98 internet corvette mercedes mustang1 maverick victoria alexander 12341234 11223344 12121212 123123123 1234abcd 147258369
123qweasd 1234qwer qwerty12 qwerty1234 qweasdzxc test1234 testtest testing1 guest123 default1 secret123 summer2024 summer2025 summer2026 winter2025 winter2026`.split(
    /\s+/,
  ),
);
