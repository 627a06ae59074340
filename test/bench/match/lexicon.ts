const list = (words: string) => words.trim().split(/\s+/)

/** Words of our own choosing from which names are made. The first of each list are picked most often. */
export const surnames = list(`Smith Johnson Miller Brown Davis Wilson Anderson Taylor Moore Martin Thompson White Clark
  Lewis Walker Hall Young King Wright Hill Green Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker
  Evans Edwards Collins Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Reed Bailey Bell Kelly Howard Ward Cox
  Richardson Wood Watson Brooks Bennett Gray Hughes Price Sanders Ross Long Foster Garcia Martinez Hernandez Lopez
  Gonzalez Perez Sanchez Ramirez Torres Nguyen Tran Patel Singh Khan Kim Park Chen Wang Schmidt Schneider Fischer Weber
  Meyer Wagner Becker Hoffmann Schulz Koch Bauer Richter Klein Kowalski Nowak Novak Horvath Larsen Hansen Olsen Nilsson
  Lindqvist Virtanen Rossi Bianchi Romano Moreau Dubois Lefebvre Fournier Vandenberg Janssen Bakker O'Brien O'Connor
  McDonald McCarthy MacLeod Fitzgerald Abernathy Blackwood Castellano Drummond Eastwick Fairbanks Gallagher Hargrove
  Inglewood Jablonski Kirkpatrick Lattimore Merriweather Northcutt Ostrander Pemberton Quackenbush Rosenthal Stallworth
  Thackeray Underhill Vasquez Whitcomb Yarborough Zimmerman`)

export const givenNames = list(`James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara
  Richard Susan Joseph Jessica Thomas Sarah Charles Karen Daniel Lisa Matthew Nancy Anthony Betty Mark Margaret Paul
  Sandra Steven Ashley Andrew Emily Kenneth Donna Joshua Michelle Kevin Carol Brian Amanda George Melissa Edward Deborah
  Ronald Stephanie Timothy Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia Jacob Kathleen Gary Amy Nicholas Angela Eric
  Shirley Jonathan Anna Stephen Brenda Larry Pamela Justin Emma Scott Nicole Brandon Helen Benjamin Samantha Samuel
  Katherine Gregory Christine Alexander Debra Patrick Rachel Frank Carolyn Isabella Lachlan Joshua Chloe Harrison Imogen
  Mitchell Talia Zachary Georgia Hamish Bronte Kaitlyn Jayden Caleb Tahlia`)

export const places = list(`Springfield Franklin Clinton Madison Georgetown Salem Bristol Fairview Greenville Riverside
  Dallas Houston Austin Denver Phoenix Portland Seattle Chicago Boston Atlanta Cleveland Columbus Cincinnati Detroit
  Milwaukee Minneapolis Omaha Tulsa Memphis Nashville Charlotte Raleigh Richmond Norfolk Baltimore Buffalo Rochester
  Albany Hartford Providence Worcester Lowell Pittsburgh Erie Scranton Toledo Dayton Akron Lansing Madison Rockford
  Peoria Davenport Dubuque Wichita Topeka Lincoln Fargo Billings Boise Spokane Tacoma Eugene Fresno Oakland Sacramento
  Reno Tucson Mesa Lubbock Amarillo Shreveport Jackson Mobile Birmingham Savannah Augusta Orlando Tampa Miami
  Jacksonville Ohio Texas Florida Michigan Indiana Carolina Virginia Georgia Oregon Nevada Midwest Northeast Southwest`)

export const brandWords = list(`American National First United General Standard Advanced Superior Quality Premier
  Precision Allied Universal Global Pacific Atlantic Central Northern Southern Western Eastern Summit Pioneer Liberty
  Eagle Star Diamond Golden Silver Blue Red Green Royal Crown Star Delta Alpha Omega Sigma Apex Acme Titan Atlas Phoenix
  Falcon Hawk Lion Tiger Bear Wolf Cedar Oak Pine Maple River Lake Valley Mountain Ridge Harbor Bay Ocean Coastal Metro
  Capital Heritage Legacy Century Modern Dynamic Rapid Swift Total Complete Integrated Certified Custom Classic Elite
  Ideal Prime Select Signature Sterling Trinity Victory Vista Zenith Aurora Beacon Cascade Catalyst Cobalt Compass
  Cornerstone Crescent Dominion Element Ember Evergreen Frontier Granite Horizon Independence Ironwood Keystone Landmark
  Lighthouse Magnolia Meridian Monarch Nexus Northstar Nova Orion Paragon Patriot Pinnacle Quantum Radiant Reliance
  Sentinel Sierra Spectrum Stonebridge Sunrise Tempest Trident Vanguard Velocity Wildcat`)

export const trades = list(`Manufacturing Supply Services Electric Construction Machine Tool Industries Systems Products
  Equipment Engineering Technologies Solutions Plastics Metals Steel Fabrication Welding Packaging Electronics Controls
  Automation Hydraulics Instruments Plumbing Heating Logistics Transport Trucking Freight Distribution Hardware Lumber
  Paper Printing Graphics Foods Farms Dairy Bakery Restaurant Catering Cleaning Maintenance Security Insurance Financial
  Bank Trust Realty Properties Development Consulting Associates Staffing Software Networks Communications Wireless Media
  Medical Dental Pharmacy Laboratories Chemical Coatings Paint Glass Castings Foundry Forge Stamping Molding Rubber
  Gasket Fasteners Bearings Valve Pump Motor Battery Cable Wire Lighting Signs Furniture Cabinets Flooring Roofing Paving
  Landscaping Nursery Auto Body Parts Tire Aviation Aerospace Marine Boats Optics Sensors Semiconductor Circuits Assembly
  Calibration Testing Environmental Energy Power Water Gas Oil Drilling Mining Gravel Concrete`)

export const legalForms = list(
  'Inc LLC Corp Co Ltd Corporation Incorporated Company LP L.L.C. Inc. Co., Corp. PLC Limited LLP',
)

export const streets = list(`Main Oak Maple Cedar Park Washington Lake Hill Walnut Spring North Ridge Church Willow Mill
  Sunset Railroad Jefferson Center Highland Industrial Commerce Technology Enterprise Forest Jackson River Lincoln
  Franklin Prospect Meadow Chestnut Spruce Dogwood Hickory Airport County Valley Harrison Monroe Madison Adams Cherry`)

export const streetKinds = [
  'Street',
  'Avenue',
  'Road',
  'Drive',
  'Boulevard',
  'Lane',
  'Court',
  'Parkway',
  'Way',
  'Place',
]

export const states = list('TX CA OH NY PA IL FL MI NC GA WI MN WA OR CO AZ IN MO TN VA')

export const shortForms = new Map([
  ['manufacturing', 'Mfg'],
  ['services', 'Svcs'],
  ['electric', 'Elec'],
  ['construction', 'Const'],
  ['industries', 'Ind'],
  ['systems', 'Sys'],
  ['products', 'Prod'],
  ['equipment', 'Equip'],
  ['engineering', 'Eng'],
  ['technologies', 'Tech'],
  ['associates', 'Assoc'],
  ['distribution', 'Dist'],
  ['communications', 'Comm'],
  ['national', 'Natl'],
  ['american', 'Amer'],
  ['international', 'Intl'],
  ['general', 'Genl'],
  ['central', 'Cent'],
  ['northern', 'No'],
  ['southern', 'So'],
  ['development', 'Dev'],
  ['financial', 'Fin'],
  ['laboratories', 'Labs'],
  ['environmental', 'Env'],
  ['street', 'St'],
  ['avenue', 'Ave'],
  ['road', 'Rd'],
  ['drive', 'Dr'],
  ['boulevard', 'Blvd'],
  ['lane', 'Ln'],
  ['court', 'Ct'],
  ['parkway', 'Pkwy'],
])

export const makers = list(`Halvorsen Kestrel Brightwave Omnitek Duracore Voltaire Lumina Zephyr Polaris Axion Nordica
  Sonoray Vertex Graphex Mirado Tessera Quantix Helios Corvina Stellar`)

export const goods =
  list(`Connector Capacitor Resistor Relay Switch Bracket Cable Adapter Monitor Printer Speaker Camera
  Receiver Charger Battery Keyboard Router Toner Cartridge Headset Dishwasher Refrigerator Telephone Recorder Mount
  Stand Filter Valve Bearing Gasket Bolt Screw Washer Spring Sensor Motor Fan Pump Hose Fitting Panel Enclosure Board
  Module Harness Fuse Lamp Lens Shaft Gear Bushing`)

export const traits = list(`Black White Silver Stainless Steel Digital Wireless Portable Compact Professional Heavy Duty
  Mini Dual Single Universal Standard Premium Slim Color Laser Stereo Rechargeable Mounted Flat Round Hex Brass Nylon
  Aluminum Copper Cordless Flexible Sealed Insulated Surface Panel Front Rear Left Right Short Long`)
